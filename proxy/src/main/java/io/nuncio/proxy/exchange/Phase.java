package io.nuncio.proxy.exchange;

/** Which callback of a filter is running. */
enum Phase {
    NONE,
    REQUEST_HEADERS,
    REQUEST_DATA,
    REQUEST_TRAILERS,
    INTERIM,
    RESPONSE_HEADERS,
    RESPONSE_DATA,
    RESPONSE_TRAILERS;

    boolean request() {
        return this == REQUEST_HEADERS || this == REQUEST_DATA || this == REQUEST_TRAILERS;
    }

    boolean response() {
        return this == RESPONSE_HEADERS || this == RESPONSE_DATA || this == RESPONSE_TRAILERS;
    }
}
