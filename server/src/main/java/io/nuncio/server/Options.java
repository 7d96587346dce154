package io.nuncio.server;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import io.nuncio.filter.thread.AnyThread;
import java.time.Duration;

/**
 * The options of one proxy, as a command line or an embedding program gives them. Immutable; a value is asked for by its
 * {@link Flag}, and a flag that was not given answers its preset.
 */
@AnyThread
public final class Options {

    /** What is done with the configuration. */
    public enum Mode {
        /** Serve until told to stop. */
        SERVE,
        /** Check it and open nothing. */
        VALIDATE,
        /** Start with all that belongs to it, then stop. */
        INIT_ONLY
    }

    private static final Options DEFAULTS = new Options(ImmutableListMultimap.of());

    private final ImmutableListMultimap<Flag, String> values;

    private Options(ImmutableListMultimap<Flag, String> values) {
        this.values = values;
    }

    /** No flag given. */
    public static Options defaults() {
        return DEFAULTS;
    }

    /**
     * These options and one more value. A value of a flag that holds one only takes the place of an earlier one.
     *
     * @throws IllegalArgumentException if the flag wants a number and {@code value} is none
     */
    public Options with(Flag flag, String value) {
        if (flag.kind() == Flag.Kind.NUMBER) {
            checkNumber(flag, value);
        }
        ImmutableListMultimap.Builder<Flag, String> more = ImmutableListMultimap.builder();
        values.entries().stream()
                .filter(each -> each.getKey() != flag || flag.kind() == Flag.Kind.MANY)
                .forEach(more::put);
        return new Options(more.put(flag, value).build());
    }

    /** These options with a switch turned on. */
    public Options with(Flag flag) {
        return with(flag, "true");
    }

    /** Whether the flag was given. */
    public boolean given(Flag flag) {
        return values.containsKey(flag);
    }

    /** The value of a flag that holds one word. */
    public String text(Flag flag) {
        ImmutableList<String> all = values.get(flag);
        return all.isEmpty() ? flag.preset() : all.getLast();
    }

    /** The value of a flag that holds a number; it must have been given or have a preset. */
    public int number(Flag flag) {
        return Integer.parseUnsignedInt(text(flag));
    }

    /** All values of a flag that may be repeated, in their order. */
    public ImmutableList<String> many(Flag flag) {
        return values.get(flag);
    }

    /** What is to be done with the configuration. */
    public Mode mode() {
        return switch (text(Flag.MODE)) {
            case "validate" -> Mode.VALIDATE;
            case "init_only" -> Mode.INIT_ONLY;
            default -> Mode.SERVE;
        };
    }

    /** How many workers there shall be: at least one. */
    public int concurrency() {
        return given(Flag.CONCURRENCY)
                ? Math.max(1, number(Flag.CONCURRENCY))
                : Runtime.getRuntime().availableProcessors();
    }

    /** How long connections of a removed listener may go on. */
    public Duration drainTime() {
        return Duration.ofSeconds(Integer.toUnsignedLong(number(Flag.DRAIN_TIME_S)));
    }

    /** Whether unknown fields in static configuration are warnings only. */
    public boolean allowUnknownStaticFields() {
        return given(Flag.ALLOW_UNKNOWN_STATIC_FIELDS) || given(Flag.ALLOW_UNKNOWN_FIELDS);
    }

    private static void checkNumber(Flag flag, String value) {
        try {
            Integer.parseUnsignedInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--" + flag.word() + " wants a number, not '" + value + "'", e);
        }
    }
}
