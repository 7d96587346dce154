package io.nuncio.proxy.wire.http1;

/** How the end of a body is known. */
final class Framing {

    /** The ways. */
    enum Kind {
        /** By a length, which may be 0. */
        LENGTH,
        CHUNKED,
        /** By the end of the connection. */
        UNTIL_CLOSE,
        /** Never: these are bytes of another protocol. */
        RAW
    }

    private Kind kind = Kind.LENGTH;
    private long length;

    Kind kind() {
        return kind;
    }

    long length() {
        return length;
    }

    boolean none() {
        return kind == Kind.LENGTH && length == 0;
    }

    void length(long bytes) {
        kind = Kind.LENGTH;
        length = bytes;
    }

    void of(Kind other) {
        kind = other;
        length = 0;
    }
}
