package io.nuncio.filter;

import java.time.Duration;

/**
 * What became of a request, known when all is over.
 *
 * @param status what the client got; 0 if it got none
 * @param details Envoy's response code details; empty for none
 * @param responseFlags Envoy's short flags, comma separated; empty for none
 * @param requestBytes of the body, as received
 * @param responseBytes of the body, as sent
 * @param took from the first byte of the request to the end of the stream
 */
public record Summary(
        int status, String details, String responseFlags, long requestBytes, long responseBytes, Duration took) {}
