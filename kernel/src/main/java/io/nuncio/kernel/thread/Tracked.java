package io.nuncio.kernel.thread;

/** What is worked on, for the log when the work throws or never ends: a connection, a stream. */
@FunctionalInterface
public interface Tracked {

    /** Appends lines that describe the object, each beginning with the indent. Loop thread; must not throw. */
    void dumpState(StringBuilder out, String indent);
}
