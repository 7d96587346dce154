package io.nuncio.proxy.spec.http;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.Immutable;

/**
 * How requests are sent upstream: Envoy's {@code extensions.filters.http.router.v3.Router}.
 *
 * @param dynamicStats whether responses are counted by cluster and status
 * @param suppressEnvoyHeaders whether {@code x-envoy-*} is added neither to requests nor to responses
 * @param respectExpectedTimeout whether {@code x-envoy-expected-rq-timeout-ms} of a request is its timeout
 * @param suppressGrpcStatuses whether the statuses of gRPC responses are not counted one by one
 * @param strictHeaders which fields of a request are checked before it goes on: their values have to be of their kind
 */
@Immutable
public record RouterSpec(
        boolean dynamicStats,
        boolean suppressEnvoyHeaders,
        boolean respectExpectedTimeout,
        boolean suppressGrpcStatuses,
        ImmutableList<HeaderName> strictHeaders) {

    /** What Envoy does where nothing is configured. */
    public static final RouterSpec DEFAULT = new RouterSpec(true, false, false, false, ImmutableList.of());
}
