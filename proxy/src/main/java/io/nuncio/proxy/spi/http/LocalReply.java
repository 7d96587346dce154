package io.nuncio.proxy.spi.http;

import io.nuncio.filter.Headers;
import io.nuncio.filter.thread.AnyThread;
import io.nuncio.proxy.spi.ResponseFlag;
import java.util.Optional;

/**
 * An answer that this proxy makes itself.
 *
 * @param status of HTTP; for gRPC requests it becomes a gRPC status
 * @param body a text; empty for none
 * @param headers set on the answer, after those that the proxy sets itself
 * @param grpcStatus for gRPC requests; empty: made from {@code status}
 * @param details Envoy's response code details
 * @param flag added to the response flags
 */
@AnyThread
public record LocalReply(
        int status,
        String body,
        Headers headers,
        Optional<Integer> grpcStatus,
        String details,
        Optional<ResponseFlag> flag) {

    /** The details of an answer that a route gives itself. */
    public static final String DIRECT_RESPONSE = "direct_response";

    /** A reply without fields of its own. */
    public static LocalReply of(int status, String body, String details) {
        return new LocalReply(status, body, Headers.NONE, Optional.empty(), details, Optional.empty());
    }

    /** This reply with fields of its own. */
    public LocalReply withHeaders(Headers added) {
        return new LocalReply(status, body, added, grpcStatus, details, flag);
    }

    /** This reply with a response flag. */
    public LocalReply flagged(ResponseFlag added) {
        return new LocalReply(status, body, headers, grpcStatus, details, Optional.of(added));
    }
}
