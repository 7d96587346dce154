package io.nuncio.kernel.thread;

/** How long {@link Dispatcher#run} goes on. */
public enum RunType {
    /** Until {@link Dispatcher#exit} or nothing is left to wait for: no work queued, no timer, no I/O registered. */
    BLOCK,
    /** One pass over what is ready; never waits. */
    NON_BLOCK,
    /** Until {@link Dispatcher#exit}, even with nothing to wait for. */
    RUN_UNTIL_EXIT
}
