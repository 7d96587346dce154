package io.nuncio.server.admin;

import com.google.common.collect.ImmutableList;

/**
 * A parameter that a path of the admin knows, for its help.
 *
 * @param name in the query
 * @param help what it does
 * @param kind how a page asks for it
 * @param choices the values it may have; empty for any
 */
record AdminParameter(String name, String help, Kind kind, ImmutableList<String> choices) {

    /** How a page asks for it. */
    enum Kind {
        SWITCH,
        TEXT,
        CHOICE
    }

    /** It is there or not. */
    static AdminParameter flag(String name, String help) {
        return new AdminParameter(name, help, Kind.SWITCH, ImmutableList.of());
    }

    /** Any text. */
    static AdminParameter text(String name, String help) {
        return new AdminParameter(name, help, Kind.TEXT, ImmutableList.of());
    }

    /** One of some words. */
    static AdminParameter choice(String name, String help, String... choices) {
        return new AdminParameter(name, help, Kind.CHOICE, ImmutableList.copyOf(choices));
    }
}
