package io.nuncio.control.publish;

import io.nuncio.filter.thread.AnyThread;
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

/** Where the commands for one worker arrive: called on that worker, the completions too. */
@OnWorker
public interface WorkerPort {

    /** The worker's dispatcher. */
    @AnyThread
    Dispatcher dispatcher();

    /** Begins to accept for a listener; {@code done} is told what went wrong, or nothing. */
    void add(ListenerPlan plan, Consumer<Optional<String>> done);

    /** New connections of the listener get this plan. */
    void update(ListenerPlan plan, Runnable done);

    /** Accepts no more for the listener. */
    void stop(long tag, Runnable done);

    /** Closes the listener and its connections. */
    void remove(long tag, Runnable done);

    /** Closes the connections that such chains of a listener serve. */
    void removeChains(long tag, Set<FilterChainSpec> chains, Runnable done);

    /** The connections of the listener are asked to end. */
    void drain(long tag);

    /** The connections that such chains of a listener serve are asked to end. */
    void drainChains(long tag, Set<FilterChainSpec> chains);

    /** The map of clusters has changed, or the hosts of one. */
    void clustersChanged();

    /**
     * That of a worker with its connections and clusters.
     *
     * @param pace how fast connections are asked to end
     */
    static WorkerPort of(ConnectionHandler handler, Clusters clusters, DrainPace pace) {
        return new HandlerPort(handler, clusters, pace);
    }
}
