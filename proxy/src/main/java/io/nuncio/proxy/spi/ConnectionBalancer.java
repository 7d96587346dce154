package io.nuncio.proxy.spi;

import io.nuncio.filter.thread.AnyThread;

/**
 * Decides which worker serves a connection that one of them accepted: Envoy's {@code ConnectionBalancer}. Shared by all
 * workers.
 */
@AnyThread
public interface ConnectionBalancer {

    /** Keeps each connection where it was accepted. */
    ConnectionBalancer KEEP = new ConnectionBalancer() {
        @Override
        public int pick(int acceptedOn) {
            return acceptedOn;
        }

        @Override
        public void release(int worker) {}
    };

    /**
     * The worker to serve a connection accepted on {@code acceptedOn}. It counts as that worker's from here on, so that
     * others that pick at the same time see it.
     *
     * @return the index of a worker
     */
    int pick(int acceptedOn);

    /** A connection that was counted for {@code worker} is gone, or never arrived. */
    void release(int worker);
}
