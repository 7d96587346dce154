package io.nuncio.proxy.wire.http1;

/** What is counted below a message: Envoy's {@code http1.} statistics. */
public interface Http1Counters {

    /** Counts nothing. */
    Http1Counters NONE = new Http1Counters() {
        @Override
        public void underscoreDropped() {}

        @Override
        public void underscoreRejected() {}
    };

    /** {@code dropped_headers_with_underscores}. */
    void underscoreDropped();

    /** {@code requests_rejected_with_underscores_in_headers}. */
    void underscoreRejected();
}
