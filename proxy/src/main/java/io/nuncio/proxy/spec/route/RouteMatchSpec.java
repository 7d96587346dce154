package io.nuncio.proxy.spec.route;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.match.FractionSpec;
import io.nuncio.proxy.spec.match.HeaderMatchSpec;
import io.nuncio.proxy.spec.match.QueryParameterMatchSpec;

/**
 * Which requests a route takes: Envoy's {@code RouteMatch}. All of it has to match.
 *
 * @param path which paths
 * @param fraction which share of the requests
 * @param grpc whether only gRPC requests
 * @param headers what the header fields have to be
 * @param query what the parameters of the query have to be
 */
@Immutable
public record RouteMatchSpec(
        PathMatchSpec path,
        FractionSpec fraction,
        boolean grpc,
        ImmutableList<HeaderMatchSpec> headers,
        ImmutableList<QueryParameterMatchSpec> query) {

    /** Matches by the path alone. */
    public static RouteMatchSpec of(PathMatchSpec path) {
        return new RouteMatchSpec(path, FractionSpec.ALWAYS, false, ImmutableList.of(), ImmutableList.of());
    }

    /** Whether the path alone decides, and its literal says all about it. */
    boolean isLiteralAlone() {
        return (path instanceof PathMatchSpec.Exact || path instanceof PathMatchSpec.Prefix)
                && fraction.equals(FractionSpec.ALWAYS)
                && !grpc
                && headers.isEmpty()
                && query.isEmpty();
    }

    /** Whether all but the path matches. */
    boolean restMatches(RouteRequest request) {
        if (!fraction.hit(request.random()) || (grpc && !request.isGrpc())) {
            return false;
        }
        for (int i = 0; i < headers.size(); i++) {
            if (!headers.get(i).matches(request.headers())) {
                return false;
            }
        }
        for (int i = 0; i < query.size(); i++) {
            if (!query.get(i).matches(request.path())) {
                return false;
            }
        }
        return true;
    }
}
