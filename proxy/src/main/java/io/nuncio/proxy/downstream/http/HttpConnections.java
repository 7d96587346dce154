package io.nuncio.proxy.downstream.http;

import io.nuncio.filter.AnyThread;
import io.nuncio.filter.OnWorker;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.kernel.thread.PerLoop;
import io.nuncio.proxy.spec.http.HttpConnectionSpec;
import io.nuncio.proxy.spi.NetworkFilter;
import io.nuncio.proxy.spi.NetworkFilterCallbacks;
import io.nuncio.proxy.spi.NetworkFilterMaker;
import io.nuncio.proxy.spi.message.HeadPool;

/** One configured connection manager: makes the filter that ends the chain of each connection. Used by all workers. */
@AnyThread
public final class HttpConnections implements NetworkFilterMaker {

    private final HttpConnectionSpec spec;
    private final String ownAddress;
    private final HttpStats stats;
    private final ResponseEdge responses;
    private final PerLoop<Room> rooms = new PerLoop<>(loop -> new Room());

    /** What the connections of one loop share. */
    static final class Room {
        final HeadPool heads = new HeadPool();
        final DateText date = new DateText();
    }

    /**
     * @param scope {@code http.<stat_prefix>.}
     * @param ownAddress of this machine: told to the next hop in place of a loopback address
     */
    public HttpConnections(HttpConnectionSpec spec, Scope scope, String ownAddress) {
        this.spec = spec;
        this.ownAddress = ownAddress;
        this.stats = new HttpStats(scope);
        this.responses = new ResponseEdge(spec);
    }

    HttpConnectionSpec spec() {
        return spec;
    }

    HttpStats stats() {
        return stats;
    }

    ResponseEdge responses() {
        return responses;
    }

    String ownAddress() {
        return ownAddress;
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
