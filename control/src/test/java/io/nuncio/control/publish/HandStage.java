package io.nuncio.control.publish;

import com.google.common.collect.ImmutableList;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.kernel.slot.Slot;
import io.nuncio.kernel.slot.Slots;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.ManualLoop;
import io.nuncio.kernel.thread.ManualTimeSource;
import io.nuncio.proxy.downstream.ListenerPlan;
import io.nuncio.proxy.spec.listener.FilterChainSpec;
import io.nuncio.proxy.upstream.ClusterMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Main and two workers whose loops the test turns by hand; the workers' ports write down what they are told. */
@OnMain
public final class HandStage implements AutoCloseable {

    private static final int WORKERS = 2;
    private static final int ROUNDS = 6;

    public final ManualTimeSource time = new ManualTimeSource();
    public final ManualLoop main = new ManualLoop("main", time);
    public final Slots slots;
    public final Slot<ClusterMap> map;
    public final StatStore stats = new StatStore();
    public final List<HandPort> ports = new ArrayList<>();

    /** Begins. */
    public HandStage() {
        main.runOnce();
        slots = new Slots(main.dispatcher());
        map = main.asCurrent(() -> slots.allocate("clusters"));
        for (int i = 0; i < WORKERS; i++) {
            HandPort port = new HandPort(new ManualLoop("worker_" + i, time));
            ports.add(port);
            main.asCurrent(() -> slots.registerWorker(port.loop.dispatcher()));
        }
    }

    /** One worker's port. */
    public static final class HandPort implements WorkerPort {
        public final ManualLoop loop;
        /** What it was told, in order. */
        public final List<String> told = new ArrayList<>();
        /** The plans that it would serve, by tag. */
        public final TreeMap<Long, ListenerPlan> listeners = new TreeMap<>();
        /** What the next addition answers. */
        public Optional<String> failure = Optional.empty();

        HandPort(ManualLoop loop) {
            this.loop = loop;
        }

        @Override
        public Dispatcher dispatcher() {
            return loop.dispatcher();
        }

        @Override
        public void add(ListenerPlan plan, Consumer<Optional<String>> done) {
            told.add("add " + plan.spec().name() + " #" + plan.tag());
            listeners.put(plan.tag(), plan);
            done.accept(failure);
        }

        @Override
        public void update(ListenerPlan plan, Runnable done) {
            told.add("update " + plan.spec().name() + " #" + plan.tag());
            listeners.put(plan.tag(), plan);
            done.run();
        }

        @Override
        public void stop(long tag, Runnable done) {
            told.add("stop #" + tag);
            done.run();
        }

        @Override
        public void remove(long tag, Runnable done) {
            told.add("remove #" + tag);
            listeners.remove(tag);
            done.run();
        }

        @Override
        public void removeChains(long tag, Set<FilterChainSpec> chains, Runnable done) {
            told.add("remove chains #" + tag + " "
                    + chains.stream().map(FilterChainSpec::name).sorted().toList());
            done.run();
        }

        @Override
        public void drain(long tag) {
            told.add("drain #" + tag);
        }

        @Override
        public void drainChains(long tag, Set<FilterChainSpec> chains) {
            told.add("drain chains #" + tag);
        }

        @Override
        public void clustersChanged() {
            told.add("clusters");
        }
    }

    /** The ports as the publisher takes them. */
    public ImmutableList<WorkerPort> workers() {
        return ImmutableList.copyOf(ports);
    }

    /** What the first worker was told since the last call. */
    public List<String> told() {
        List<String> told = List.copyOf(ports.getFirst().told);
        ports.getFirst().told.clear();
        return told;
    }

    /** Turns all loops until nothing moves. */
    public void drain() {
        for (int i = 0; i < ROUNDS; i++) {
            main.runUntilIdle();
            ports.forEach(port -> port.loop.runUntilIdle());
        }
    }

    /** Turns the clock, then the loops. */
    public void advance(Duration by) {
        time.advance(by);
        drain();
    }

    /** The value of a gauge. */
    public long gauge(String name) {
        return stats.gauge(name).value();
    }

    /** The value of a counter. */
    public long counter(String name) {
        return stats.counter(name).value();
    }

    @Override
    public void close() {
        ports.forEach(port -> port.loop.close());
        main.close();
    }
}
