package io.nuncio.proxy.spec.route;

import com.google.errorprone.annotations.Immutable;
import java.util.OptionalLong;

/**
 * How long the requests of a route may take. What is empty is as the connection manager says; 0 is for ever.
 *
 * @param routeTimeoutMs from the end of the request to the end of the response
 * @param idleTimeoutMs without any byte
 * @param flushTimeoutMs until the downstream takes what has been buffered for it
 * @param maxStreamDurationMs from the beginning of the request to the end of the response
 * @param grpc what the field {@code grpc-timeout} may change
 */
@Immutable
public record TimeoutsSpec(
        long routeTimeoutMs,
        OptionalLong idleTimeoutMs,
        OptionalLong flushTimeoutMs,
        OptionalLong maxStreamDurationMs,
        GrpcTimeoutSpec grpc) {

    /** Envoy's default of a route's timeout. */
    public static final long ROUTE_TIMEOUT_DEFAULT_MS = 15_000;

    /** What a route has that says nothing. */
    public static final TimeoutsSpec DEFAULT = new TimeoutsSpec(
            ROUTE_TIMEOUT_DEFAULT_MS,
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            GrpcTimeoutSpec.NONE);

    /**
     * How the field {@code grpc-timeout} of a gRPC request counts. What is empty lets it not count.
     *
     * @param headerMaxMs it sets the duration of the stream, at most to this; 0 is no limit
     * @param headerOffsetMs is taken off it then
     * @param oldMaxMs it sets the route's timeout, at most to this; 0 is no limit. The older way
     * @param oldOffsetMs is taken off it then
     */
    @Immutable
    public record GrpcTimeoutSpec(
            OptionalLong headerMaxMs, OptionalLong headerOffsetMs, OptionalLong oldMaxMs, OptionalLong oldOffsetMs) {

        /** The field does not count. */
        public static final GrpcTimeoutSpec NONE = new GrpcTimeoutSpec(
                OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
    }
}
