package io.nuncio.control.publish;

import io.nuncio.filter.thread.OnWorker;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.proxy.downstream.ConnectionHandler;
import io.nuncio.proxy.downstream.DrainPace;
import io.nuncio.proxy.downstream.ListenerPlan;
import io.nuncio.proxy.spec.listener.FilterChainSpec;
import io.nuncio.proxy.upstream.Clusters;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The port of a real worker. */
@OnWorker
record HandlerPort(ConnectionHandler handler, Clusters clusters, DrainPace pace) implements WorkerPort {

    @Override
    public Dispatcher dispatcher() {
        return handler.loop().dispatcher();
    }

    @Override
    public void add(ListenerPlan plan, Consumer<Optional<String>> done) {
        handler.addListener(plan, done);
    }

    @Override
    public void update(ListenerPlan plan, Runnable done) {
        handler.updateListener(plan, done);
    }

    @Override
    public void stop(long tag, Runnable done) {
        handler.stopListener(tag, done);
    }

    @Override
    public void remove(long tag, Runnable done) {
        handler.removeListener(tag, done);
    }

    @Override
    public void removeChains(long tag, Set<FilterChainSpec> chains, Runnable done) {
        handler.removeFilterChains(tag, chains, done);
    }

    @Override
    public void drain(long tag) {
        handler.drainListener(tag, pace);
    }

    @Override
    public void drainChains(long tag, Set<FilterChainSpec> chains) {
        handler.drainChains(tag, chains, pace);
    }

    @Override
    public void clustersChanged() {
        clusters.refresh();
    }
}
