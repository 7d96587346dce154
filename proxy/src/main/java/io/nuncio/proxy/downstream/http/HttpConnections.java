package io.nuncio.proxy.downstream.http;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.filter.thread.OnWorker;
import io.nuncio.kernel.stats.Counter;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.PerLoop;
import io.nuncio.proxy.exchange.InternalCalls;
import io.nuncio.proxy.spec.http.HttpConnectionSpec;
import io.nuncio.proxy.spi.NetworkFilter;
import io.nuncio.proxy.spi.NetworkFilterCallbacks;
import io.nuncio.proxy.spi.NetworkFilterMaker;
import io.nuncio.proxy.spi.message.HeadPool;
import io.nuncio.proxy.wire.http1.Http1Counters;
import org.jspecify.annotations.Nullable;

/** One configured connection manager: makes the filter that ends the chain of each connection. Used by all workers. */
@AnyThread
public final class HttpConnections implements NetworkFilterMaker {

    private final HttpConnectionSpec spec;
    private final InternalCalls.Plan calls;
    private final RouteSource routes;
    private final HttpStats stats;
    private final Http1Counters http1Counters;
    private final RequestEdge requests;
    private final ResponseEdge responses;
    private final @Nullable LocalReplyRules localReplies;
    private final PerLoop<Room> rooms = new PerLoop<>(loop -> new Room());

    /** What the connections of one loop share. */
    static final class Room {
        final HeadPool heads = new HeadPool();
        final DateText date = new DateText();

        @Nullable
        InternalCalls calls;
    }

    /**
     * Where a connection manager counts; the scopes stay the caller's, who closes them.
     *
     * @param manager {@code http.<stat_prefix>.}
     * @param listener {@code listener.<address>.http.<stat_prefix>.}
     * @param codec {@code http1.}
     */
    public record Scopes(Scope manager, Scope listener, Scope codec) {}

    /**
     * @param calls how filters call clusters; the address of this machine in it is told to the next hop in place of a
     *     loopback address
     * @param routes asked at the birth of each request
     */
    public HttpConnections(HttpConnectionSpec spec, Scopes scopes, InternalCalls.Plan calls, RouteSource routes) {
        this.spec = spec;
        this.calls = calls;
        this.routes = routes;
        this.stats = new HttpStats(scopes.manager(), scopes.listener());
        this.http1Counters = new CodecCounters(scopes.codec());
        this.requests = new RequestEdge(spec.forwarding(), calls.ownAddress());
        this.responses = new ResponseEdge(spec);
        this.localReplies = spec.responses()
                .localReplies()
                .map(held -> held.as(LocalReplyRules.class))
                .orElse(null);
    }

    /** {@code http1.}, all of Envoy's names. */
    private static final class CodecCounters implements Http1Counters {
        private final Counter dropped;
        private final Counter rejected;

        CodecCounters(Scope scope) {
            dropped = scope.counter("dropped_headers_with_underscores");
            rejected = scope.counter("requests_rejected_with_underscores_in_headers");
            scope.counter("metadata_not_supported_error");
            scope.counter("response_flood");
        }

        @Override
        public void underscoreDropped() {
            dropped.inc();
        }

        @Override
        public void underscoreRejected() {
            rejected.inc();
        }
    }

    HttpConnectionSpec spec() {
        return spec;
    }

    /** What makes the calls of filters on the loop of a connection. */
    InternalCalls calls(NetworkFilterCallbacks callbacks) {
        Dispatcher here = callbacks.connection().dispatcher();
        Room room = rooms.get(here);
        InternalCalls known = room.calls;
        if (known == null) {
            known = new InternalCalls(here, room.heads, callbacks.clusters(), calls, callbacks.random());
            room.calls = known;
        }
        return known;
    }

    HttpStats stats() {
        return stats;
    }

    Http1Counters http1Counters() {
        return http1Counters;
    }

    RequestEdge requests() {
        return requests;
    }

    ResponseEdge responses() {
        return responses;
    }

    @Nullable
    LocalReplyRules localReplies() {
        return localReplies;
    }

    RouteSource routes() {
        return routes;
    }

    @Override
    @OnWorker
    public NetworkFilter make(NetworkFilterCallbacks callbacks) {
        return new HttpConnection(this, rooms.get(callbacks.connection().dispatcher()), callbacks);
    }

    @Override
    public boolean terminal() {
        return true;
    }
}
