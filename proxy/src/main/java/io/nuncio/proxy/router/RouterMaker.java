package io.nuncio.proxy.router;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.filter.thread.OnWorker;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.PerLoop;
import io.nuncio.proxy.spec.http.RouterSpec;
import io.nuncio.proxy.spi.http.EngineFilter;
import io.nuncio.proxy.spi.http.EngineStream;
import io.nuncio.proxy.spi.http.StreamFilterMaker;

/** One configured router: makes the filter that ends the chain of each request. Used by all workers. */
@AnyThread
public final class RouterMaker implements StreamFilterMaker {

    private final RouterSpec spec;
    private final RouterStats stats;
    private final PerLoop<GroupCache> groups;

    /**
     * @param scope {@code http.<stat_prefix>.}
     * @param virtualHosts {@code vhost.}
     */
    public RouterMaker(RouterSpec spec, Scope scope, Scope virtualHosts) {
        this.spec = spec;
        this.stats = new RouterStats(scope);
        this.groups = new PerLoop<>(loop -> new GroupCache(virtualHosts));
    }

    GroupCache groups(Dispatcher here) {
        return groups.get(here);
    }

    RouterSpec spec() {
        return spec;
    }

    RouterStats stats() {
        return stats;
    }

    @Override
    @OnWorker
    public EngineFilter make(EngineStream stream) {
        return new Router(this, stream);
    }

    @Override
    public boolean terminal() {
        return true;
    }
}
