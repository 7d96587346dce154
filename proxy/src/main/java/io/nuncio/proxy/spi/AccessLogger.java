package io.nuncio.proxy.spi;

import io.nuncio.filter.thread.OnWorker;

/** Writes what happened to a connection or a request. Made on main, used by every worker. */
public interface AccessLogger {

    /**
     * Takes note of a connection or request. Called on the worker that owns it; never waits: what cannot be queued is
     * dropped and counted.
     *
     * @param info what happened; to be read during the call only
     * @param type at which moment
     */
    @OnWorker
    void log(StreamInfo info, AccessLogType type);
}
