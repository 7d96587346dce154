package io.nuncio.control.subscribe.xds;

import io.nuncio.control.dump.SourceStatus;

/** What brings all resources of one type from one source: a file or a control plane. Main thread only. */
public interface Subscription extends AutoCloseable {

    /**
     * Begins.
     *
     * @param whenInitialised runs once: a first answer was dealt with, good or bad, or none came in time
     */
    void start(Runnable whenInitialised);

    /** No response is acknowledged until {@link #resume}: what it brought has yet to become warm. */
    default void pause() {}

    /** Goes on after {@link #pause}. */
    default void resume() {}

    /** How it fares. */
    SourceStatus status();

    /** Brings no more. */
    @Override
    void close();
}
