package io.nuncio.kernel.thread;

/** Something that must end on its loop's thread and not within its own call stack. */
@FunctionalInterface
public interface Deletable {

    /** Ends the object; on the loop's thread, once. What it throws is logged and counted. */
    void delete();
}
