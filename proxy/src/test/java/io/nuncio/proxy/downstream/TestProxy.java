package io.nuncio.proxy.downstream;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.nuncio.kernel.slot.Slot;
import io.nuncio.kernel.slot.Slots;
import io.nuncio.kernel.stats.SharedBudget;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.LoopOptions;
import io.nuncio.kernel.thread.RunType;
import io.nuncio.kernel.thread.Worker;
import io.nuncio.proxy.spec.Address;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.Opaque;
import io.nuncio.proxy.spec.cluster.CircuitBreakersSpec;
import io.nuncio.proxy.spec.cluster.ClusterSpec;
import io.nuncio.proxy.spec.cluster.HostSetSpec;
import io.nuncio.proxy.spec.cluster.HostSpec;
import io.nuncio.proxy.spec.cluster.LoadBalancingSpec;
import io.nuncio.proxy.spec.cluster.UpstreamHttpSpec;
import io.nuncio.proxy.spec.listener.FilterChainMatchSpec;
import io.nuncio.proxy.spec.listener.FilterChainSpec;
import io.nuncio.proxy.spec.listener.FilterChainsSpec;
import io.nuncio.proxy.spec.listener.ListenerSocketSpec;
import io.nuncio.proxy.spec.listener.ListenerSpec;
import io.nuncio.proxy.spi.NetworkFilterMaker;
import io.nuncio.proxy.upstream.ClusterMap;
import io.nuncio.proxy.upstream.Clusters;
import io.nuncio.proxy.upstream.HostSet;
import io.nuncio.proxy.upstream.SharedCluster;
import io.nuncio.proxy.wire.WireLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Workers, listeners and clusters put together by hand, without a configuration: what tests of the traffic run on. The
 * test's thread is main.
 */
public final class TestProxy implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Dispatcher main;
    private final Slots slots;
    private final StatStore stats = new StatStore();
    private final StatStore hostStats = new StatStore();
    private final Slot<ClusterMap> clusterMap;
    private final List<Worker> workers = new ArrayList<>();
    private final List<Clusters> clusters = new ArrayList<>();
    private final ImmutableList<ConnectionHandler> handlers;
    private final Map<String, SharedCluster> shared = new HashMap<>();
    private final List<ListenSockets> opened = new ArrayList<>();
    private long lastTag;
    private boolean started;

    public TestProxy(int workerCount) {
        this(workerCount, LoopOptions.defaults(), null);
    }

    public TestProxy(int workerCount, LoopOptions options, @Nullable SharedBudget globalConnections) {
        main = Dispatcher.create("main", options.withKind(LoopOptions.Kind.NIO));
        slots = new Slots(main);
        clusterMap = slots.allocate("clusters");
        clusterMap.set(ClusterMap.EMPTY);
        ImmutableList.Builder<ConnectionHandler> made = ImmutableList.builder();
        for (int i = 0; i < workerCount; i++) {
            Worker worker = Worker.create(i, options);
            slots.registerWorker(worker.dispatcher());
            WireLoop loop = new WireLoop(worker.dispatcher(), i, workerCount);
            SplittableRandom random = new SplittableRandom(i + 1L);
            Clusters ofWorker = new Clusters(loop, clusterMap, random);
            ConnectionHandler handler =
                    new ConnectionHandler(new WorkerSetting(i, loop, ofWorker, random, globalConnections));
            worker.onLoopEnded(handler::close);
            worker.onLoopEnded(ofWorker::close);
            worker.onLoopEnded(slots::shutdownThread);
            workers.add(worker);
            clusters.add(ofWorker);
            made.add(handler);
        }
        handlers = made.build();
        ConnectionHandler.link(handlers);
    }

    /** Starts the workers; what was commanded before runs first. */
    public TestProxy start() {
        started = true;
        workers.forEach(Worker::start);
        return this;
    }

    public StatStore stats() {
        return stats;
    }

    public Slots slots() {
        return slots;
    }

    public List<Worker> workers() {
        return workers;
    }

    public ImmutableList<ConnectionHandler> handlers() {
        return handlers;
    }

    public long counter(String name) {
        return stats.counter(name).value();
    }

    public long gauge(String name) {
        return stats.gauge(name).value();
    }

    /** Publishes a cluster with hosts at these addresses. */
    public SharedCluster cluster(ClusterSpec spec, InetSocketAddress... hosts) {
        Slot<HostSet> slot = slots.allocate("hosts of " + spec.name());
        SharedCluster cluster = new SharedCluster(spec, slot, stats, hostStats);
        shared.put(spec.name(), cluster);
        slots.together(() -> {
            slot.set(cluster.hostSet(hosts(hosts)));
            clusterMap.set(new ClusterMap(ImmutableMap.copyOf(shared)));
        });
        return cluster;
    }

    /** Takes a cluster away. */
    public void removeCluster(String name) {
        shared.remove(name);
        clusterMap.set(new ClusterMap(ImmutableMap.copyOf(shared)));
        onEach(index -> clusters.get(index).refresh());
    }

    /** A cluster with Envoy's defaults. */
    public static ClusterSpec clusterSpec(String name) {
        return clusterSpec(name, 1000, 1024 * 1024, CircuitBreakersSpec.DEFAULT);
    }

    public static ClusterSpec clusterSpec(
            String name, long connectTimeoutMs, int bufferBytes, CircuitBreakersSpec breakers) {
        return new ClusterSpec(
                name,
                name,
                name,
                ClusterSpec.Discovery.STATIC,
                connectTimeoutMs,
                bufferBytes,
                LoadBalancingSpec.DEFAULT,
                breakers,
                UpstreamHttpSpec.DEFAULT,
                Optional.empty());
    }

    public static HostSetSpec hosts(InetSocketAddress... addresses) {
        ImmutableList.Builder<HostSpec> hosts = ImmutableList.builder();
        for (InetSocketAddress address : addresses) {
            hosts.add(new HostSpec(
                    new Address.Socket(address.getAddress().getHostAddress(), address.getPort()),
                    "",
                    1,
                    0,
                    HostSpec.Locality.NONE,
                    HostSpec.Health.HEALTHY));
        }
        return new HostSetSpec(hosts.build(), HostSetSpec.OVERPROVISIONING_DEFAULT_PERCENT);
    }

    /** A listener on a free port, with one chain of one filter, to be changed by {@code with}. */
    public static ListenerSpec listenerSpec(String name, NetworkFilterMaker filter) {
        return new ListenerSpec(
                name,
                name,
                new Address.Socket("127.0.0.1", 0),
                new ListenerSocketSpec(true, true, 4096, 256, false, false, false),
                ImmutableList.of(),
                new FilterChainsSpec(
                        ImmutableList.of(chain("chain", FilterChainMatchSpec.ANY, filter)), Optional.empty()),
                ImmutableList.of(),
                new ListenerSpec.ConnectionLimits(1024 * 1024, Optional.empty(), false, 15_000, false),
                new ListenerSpec.ListenerDrain(ListenerSpec.Direction.UNSPECIFIED, false));
    }

    public static FilterChainSpec chain(String name, FilterChainMatchSpec match, NetworkFilterMaker filter) {
        return new FilterChainSpec(
                name,
                name,
                match,
                ImmutableList.of(new ExtensionSpec("filter", "", Opaque.of(filter))),
                Optional.empty(),
                0);
    }

    public ListenerPlan plan(ListenerSpec spec) {
        try {
            ListenSockets sockets = ListenSockets.open(spec.address(), spec.socket());
            opened.add(sockets);
            return plan(spec, sockets);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public ListenerPlan plan(ListenerSpec spec, ListenSockets sockets) {
        return ListenerPlan.create(++lastTag, spec, sockets, new ListenerPlan.Sharing(workers.size(), stats), null);
    }

    /** Adds the listener on all workers and, if they run, waits until it is there. */
    public ListenerPlan add(ListenerSpec spec) {
        ListenerPlan plan = plan(spec);
        add(plan);
        return plan;
    }

    public void add(ListenerPlan plan) {
        List<CompletableFuture<Optional<String>>> done = new ArrayList<>();
        for (ConnectionHandler handler : handlers) {
            CompletableFuture<Optional<String>> each = new CompletableFuture<>();
            handler.loop().dispatcher().post(() -> handler.addListener(plan, each::complete));
            done.add(each);
        }
        if (started) {
            done.forEach(each -> {
                Optional<String> failure = get(each);
                if (failure.isPresent()) {
                    throw new AssertionError(failure.get());
                }
            });
        }
    }

    public InetSocketAddress addressOf(ListenerPlan plan) {
        return (InetSocketAddress) plan.sockets().address();
    }

    /** Runs a command with a completion on every worker and waits for all completions. */
    public void command(Function<ConnectionHandler, Consumer<Runnable>> command) {
        List<CompletableFuture<String>> done = new ArrayList<>();
        for (ConnectionHandler handler : handlers) {
            CompletableFuture<String> each = new CompletableFuture<>();
            handler.loop()
                    .dispatcher()
                    .post(() -> command.apply(handler)
                            .accept(() -> each.complete(Thread.currentThread().getName())));
            done.add(each);
        }
        done.forEach(TestProxy::get);
    }

    /** Runs something on every worker and waits for it. */
    public void onEach(Consumer<Integer> action) {
        for (int i = 0; i < workers.size(); i++) {
            int index = i;
            onWorker(index, () -> {
                action.accept(index);
                return index;
            });
        }
    }

    /** Asks something on a worker. */
    public <T> T onWorker(int index, java.util.function.Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        workers.get(index).dispatcher().post(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return get(answer);
    }

    /** Connections of all workers. */
    public int connections() {
        int sum = 0;
        for (int i = 0; i < workers.size(); i++) {
            int index = i;
            sum += onWorker(
                    index,
                    () -> handlers.get(index).connections()
                            + clusters.get(index).connections());
        }
        return sum;
    }

    /** Turns main until the condition holds. */
    public void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("never happened: " + what);
            }
            main.run(RunType.NON_BLOCK);
            Thread.onSpinWait();
        }
    }

    private static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** Stops the workers, as the end of the process does. */
    public void stopWorkers() {
        workers.forEach(Worker::stop);
        workers.clear();
    }

    @Override
    public void close() throws IOException {
        slots.shutdownGlobalThreading();
        stopWorkers();
        for (ListenSockets sockets : opened) {
            sockets.close();
        }
        slots.shutdownThread();
        main.close();
    }
}
