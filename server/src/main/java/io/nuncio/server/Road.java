package io.nuncio.server;

import com.google.common.collect.ImmutableList;
import io.nuncio.control.load.UnknownFields;
import io.nuncio.control.publish.PublishedListener;
import io.nuncio.control.publish.WorkerPort;
import io.nuncio.control.subscribe.ConfigRoad;
import io.nuncio.control.translate.Problem;
import io.nuncio.control.translate.bootstrap.StaticConfiguration;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.kernel.slot.Slot;
import io.nuncio.kernel.stats.SharedBudget;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.Worker;
import io.nuncio.proxy.downstream.ConnectionHandler;
import io.nuncio.proxy.downstream.DrainPace;
import io.nuncio.proxy.downstream.WorkerSetting;
import io.nuncio.proxy.spec.bootstrap.OverloadSpec;
import io.nuncio.proxy.spec.listener.ListenerSpec;
import io.nuncio.proxy.upstream.ClusterMap;
import io.nuncio.proxy.upstream.Clusters;
import io.nuncio.proxy.upstream.SharedCluster;
import io.nuncio.proxy.wire.WireLoop;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Predicate;

/** What each worker of one proxy has for connections, and the road by which configuration reaches it. Main only. */
@OnMain
final class Road {

    private final Threads threads;
    private final WorkerSetting ofMain;
    private final ImmutableList<ConnectionHandler> handlers;
    private final DrainPace pace;
    private final ConfigRoad road;

    /** Gives each worker what it needs for connections; the workers have not started. */
    Road(Threads threads, OverloadSpec overload, Options options, StatStore stats) {
        this.threads = threads;
        Slot<ClusterMap> map = threads.slots().allocate("clusters");
        SharedBudget limit = overload.downstreamConnectionsMax()
                .map(max -> new SharedBudget(Math.toIntExact(max)))
                .orElse(null);
        int loops = threads.workers().size() + 1;
        pace = pace(options);
        ImmutableList.Builder<ConnectionHandler> made = ImmutableList.builder();
        ImmutableList.Builder<WorkerPort> ports = ImmutableList.builder();
        for (Worker worker : threads.workers()) {
            WireLoop loop = new WireLoop(worker.dispatcher(), worker.index(), loops);
            Clusters ofWorker = new Clusters(loop, map, new SplittableRandom());
            ConnectionHandler handler = new ConnectionHandler(
                    new WorkerSetting(worker.index(), loop, ofWorker, new SplittableRandom(), limit));
            threads.beforeEnd(worker, () -> {
                handler.close();
                ofWorker.close();
            });
            made.add(handler);
            ports.add(WorkerPort.of(handler, ofWorker, pace));
        }
        handlers = made.build();
        ConnectionHandler.link(handlers);
        WireLoop mainLoop = new WireLoop(threads.main(), loops - 1, loops);
        Clusters mainClusters = new Clusters(mainLoop, map, new SplittableRandom());
        threads.beforeEnd(mainClusters::close);
        ofMain = new WorkerSetting(0, mainLoop, mainClusters, new SplittableRandom(), null);
        threads.registerWorkers();
        road = new ConfigRoad(new ConfigRoad.Setting(
                threads.main(),
                threads.slots(),
                map,
                ports.build(),
                stats,
                new StatStore(),
                new ConfigRoad.Options(options.drainTime().toMillis(), unknownFields(options))));
    }

    /** What main brings along for connections of its own. */
    WorkerSetting ofMain() {
        return ofMain;
    }

    /**
     * Takes the bootstrap and opens the sources it names.
     *
     * @param live runs when the workers accept
     * @throws ConfigurationException with all that could not be taken
     */
    void open(String name, StaticConfiguration configuration, Runnable live) throws ConfigurationException {
        ImmutableList<Problem> problems = road.start(configuration, live);
        if (!problems.isEmpty()) {
            throw new ConfigurationException(
                    problems.stream().map(problem -> name + ": " + problem).toList());
        }
        threads.startWorkers();
    }

    /** What the workers have been told to listen on. */
    ImmutableList<PublishedListener> listeners() {
        return road.listeners().active();
    }

    /** What the admin shows of it. */
    Dumps dumps() {
        return new Dumps(road);
    }

    /** As last published. */
    ImmutableList<SharedCluster> clusters() {
        return road.published().clusters();
    }

    /** Accepts no more for such listeners. */
    void stopListeners(Predicate<ListenerSpec> which, Runnable done) {
        road.listeners().stopListeners(which, done);
    }

    /** Has all workers know whether health checks of this proxy fail. */
    void healthFailing(boolean failing) {
        onWorkers(handler -> handler.healthFailing(failing));
    }

    /** Has all workers ask their connections to end; how fast, the command line says. */
    void drain(boolean inboundOnly) {
        onWorkers(handler -> handler.drain(inboundOnly, pace));
    }

    private void onWorkers(Consumer<ConnectionHandler> command) {
        for (ConnectionHandler handler : handlers) {
            handler.loop().dispatcher().post(() -> command.accept(handler));
        }
    }

    /** Counts the connections of all workers; {@code done} gets the sum on main, unless a worker ends before it answers. */
    void countConnections(IntConsumer done) {
        int[] sum = {0, handlers.size()};
        Dispatcher main = threads.main();
        for (ConnectionHandler handler : handlers) {
            handler.loop().dispatcher().post(() -> {
                int count = handler.connections();
                main.post(() -> {
                    sum[0] += count;
                    sum[1]--;
                    if (sum[1] == 0) {
                        done.accept(sum[0]);
                    }
                });
            });
        }
    }

    /** Takes everything from the workers; {@code done} runs on main when they have let go of it. */
    void end(Runnable done) {
        road.end(done);
    }

    private static DrainPace pace(Options options) {
        return new DrainPace(
                options.drainTime().toMillis(),
                !options.text(Flag.DRAIN_STRATEGY).equals("immediate"));
    }

    private static UnknownFields unknownFields(Options options) {
        if (options.given(Flag.REJECT_UNKNOWN_DYNAMIC_FIELDS)) {
            return UnknownFields.REFUSE;
        }
        return options.given(Flag.IGNORE_UNKNOWN_DYNAMIC_FIELDS) ? UnknownFields.IGNORE : UnknownFields.WARN;
    }
}
