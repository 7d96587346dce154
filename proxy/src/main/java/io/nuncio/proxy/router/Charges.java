package io.nuncio.proxy.router;

import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spi.RequestStats;
import io.nuncio.proxy.spi.ResponseCounters;
import io.nuncio.proxy.spi.UpstreamHost;
import io.nuncio.proxy.spi.message.Head;
import org.jspecify.annotations.Nullable;

/** Counts responses where Envoy counts them: by status, by where the request came from, by canary, by host. */
final class Charges {

    private static final int SERVER_ERROR_MIN = 500;
    private static final int SERVER_ERROR_MAX = 599;

    private Charges() {}

    /** A response, or what stands for it. */
    static void code(Forwarding of, int status, @Nullable UpstreamHost host, boolean canary) {
        if (!of.spec().dynamicStats()) {
            return;
        }
        RequestStats stats = of.requests();
        boolean withCode = withCode(of);
        boolean internal = internal(of);
        stats.responses.count(status, withCode);
        if (canary) {
            stats.canary.count(status, withCode);
        }
        (internal ? stats.internal : stats.external).count(status, withCode);
        if (of.grouped()) {
            of.forGroups(each -> each.responses.count(status, withCode));
        }
        String alt = of.altStatName();
        if (alt != null) {
            stats.named(alt).count(status, withCode);
            if (canary) {
                stats.named(alt + ".canary").count(status, withCode);
            }
            stats.named(alt + (internal ? ".internal" : ".external")).count(status, withCode);
        }
        if (host != null && serverError(status)) {
            host.countError();
        }
    }

    /** The head of the response that the client gets. */
    static void response(Forwarding of, UpstreamRequest from, Head response, boolean end) {
        int status = (int) response.number(HeaderNames.STATUS);
        from.canary(response.valueEquals(HeaderNames.X_ENVOY_UPSTREAM_CANARY, "true"));
        UpstreamHost host = from.host();
        code(of, status, host, from.canary());
        if (host == null || serverError(status)) {
            return;
        }
        if (of.grpc() && !end) {
            from.grpcOutcomeOpen(true);
        } else if (of.grpc() && !grpcWell(response)) {
            host.countError();
        } else {
            host.countSuccess();
        }
    }

    /** There is no response, or not all of one; {@code status} stands for it. */
    static void abort(Forwarding of, Router router, UpstreamRequest from, int status) {
        UpstreamHost host = from.host();
        if (router.responseStarted()) {
            if (from.grpcOutcomeOpen()) {
                error(from);
                router.stats().rqResetAfterDownstreamResponseStarted.inc();
            }
            return;
        }
        code(of, status, host, false);
        if (!serverError(status)) {
            error(from);
        }
    }

    /** The host has not done well. */
    static void error(UpstreamRequest from) {
        UpstreamHost host = from.host();
        if (host != null) {
            host.countError();
        }
    }

    /** The end of a response that has trailers. */
    static void trailers(UpstreamRequest from, Head trailers) {
        UpstreamHost host = from.host();
        if (from.grpcOutcomeOpen() && host != null) {
            if (grpcWell(trailers)) {
                host.countSuccess();
            } else {
                host.countError();
            }
        }
    }

    /** A response after which the request is tried again. */
    static void retried(Forwarding of, int status) {
        if (of.spec().dynamicStats()) {
            of.requests().retried.count(status, withCode(of));
        }
    }

    /** A response was complete so long after its request was. */
    static void time(Forwarding of, long durationMs, boolean canary) {
        if (!of.spec().dynamicStats()) {
            return;
        }
        RequestStats stats = of.requests();
        stats.responses.time(durationMs);
        if (canary) {
            stats.canary.time(durationMs);
        }
        boolean internal = internal(of);
        (internal ? stats.internal : stats.external).time(durationMs);
        if (of.grouped()) {
            of.forGroups(each -> each.responses.time(durationMs));
        }
        String alt = of.altStatName();
        if (alt != null) {
            ResponseCounters named = stats.named(alt);
            named.time(durationMs);
            stats.named(alt + (internal ? ".internal" : ".external")).time(durationMs);
        }
    }

    private static boolean withCode(Forwarding of) {
        return !(of.grpc() && of.spec().suppressGrpcStatuses());
    }

    private static boolean internal(Forwarding of) {
        return of.head().valueEquals(HeaderNames.X_ENVOY_INTERNAL, "true");
    }

    static boolean serverError(int status) {
        return status >= SERVER_ERROR_MIN && status <= SERVER_ERROR_MAX;
    }

    /** Whether a head or trailers say that a gRPC call went well, as far as the server is concerned. */
    static boolean grpcWell(Head head) {
        return switch ((int) Math.min(Integer.MAX_VALUE, head.number(HeaderNames.GRPC_STATUS))) {
            case 0, 1, 3, 5, 6, 7, 8, 9, 10, 11, 16 -> true;
            default -> false;
        };
    }
}
