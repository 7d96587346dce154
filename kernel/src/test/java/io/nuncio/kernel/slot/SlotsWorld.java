package io.nuncio.kernel.slot;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.kernel.slot.SlotsOracle.Cell;
import io.nuncio.kernel.slot.SlotsOracle.Gen;
import io.nuncio.kernel.slot.SlotsOracle.Node;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.ManualLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Real slots and the oracle side by side: each thing that happens, happens to both; {@link #check} compares. */
final class SlotsWorld implements AutoCloseable {

    /** What a worker local holds; says when it is closed. */
    private record Value(Cell cell, long version, SlotsWorld world) implements AutoCloseable {
        @Override
        public void close() {
            world.happened("close " + cell + " v" + version);
        }
    }

    final HandLoops loops = new HandLoops(0);
    final Slots slots = loops.slots;
    final SlotsOracle oracle = new SlotsOracle();

    private final Map<Cell, Slot<Value>> slotOf = new HashMap<>();
    private final Map<Cell, WorkerLocal<Value>> localOf = new HashMap<>();
    private final Map<Gen, Generation> genOf = new HashMap<>();
    private final Map<String, List<String>> logs = new HashMap<>();
    private final Map<Node, Map<Cell, Long>> lastSeen = new HashMap<>();
    private final Set<Node> ended = new HashSet<>();
    private int names;

    /** Set with equal versions, the first before the second, and never closed. */
    final List<Cell> pair = List.of(allocate(false), allocate(false));

    @Override
    public void close() {
        loops.close();
    }

    int nextName() {
        return names++;
    }

    void register() {
        ManualLoop loop = loops.newWorker();
        loops.onMain(() -> slots.registerWorker(loop.dispatcher()));
        oracle.register(new Node(oracle.workers.size(), loop.dispatcher().name()));
    }

    Cell allocate(boolean local) {
        Cell cell = new Cell(names++, oracle.takeIndex(), local);
        if (local) {
            localOf.put(cell, loops.askMain(() -> slots.allocateLocal()));
            assertThat(local(cell).index).as("newest freed first").isEqualTo(cell.index);
        } else {
            slotOf.put(cell, loops.askMain(() -> slots.allocate()));
            assertThat(slot(cell).index).as("newest freed first").isEqualTo(cell.index);
        }
        oracle.cells.add(cell);
        return cell;
    }

    void set(Cell cell, long version, Set<Integer> throwing, Set<Integer> nulls) {
        if (cell.local) {
            WorkerLocal<Value> local = local(cell);
            loops.onMain(() -> local.set(initializer(cell, version, throwing, nulls)));
            oracle.send(new SlotsOracle.Store(cell, version, throwing, nulls), false);
        } else {
            Slot<Value> slot = slot(cell);
            loops.onMain(() -> slot.set(new Value(cell, version, this)));
            oracle.send(new SlotsOracle.Store(cell, version, Set.of(), Set.of()), false);
        }
    }

    private Function<Dispatcher, @Nullable Value> initializer(
            Cell cell, long version, Set<Integer> throwing, Set<Integer> nulls) {
        return loop -> {
            assertThat(loop).as("T02: its own dispatcher").isSameAs(Dispatcher.current());
            assertThat(cell.closed).as("T10: runs for a closed slot").isFalse();
            happened("init " + cell + " v" + version);
            if (throwing.contains(numberOf(loop))) {
                throw new IllegalStateException("planned");
            }
            return nulls.contains(numberOf(loop)) ? null : new Value(cell, version, this);
        };
    }

    void close(Cell cell, Node by) {
        loopOf(by).asCurrent(() -> {
            if (cell.local) {
                local(cell).close();
            } else {
                slot(cell).close();
            }
        });
        oracle.close(cell, by == oracle.main);
    }

    /** With the objects of {@code local}, or without any; {@code number} names it in the logs. */
    void runOnAll(@Nullable Cell local, int number, Set<Integer> throwing, boolean completes) {
        Runnable done = () -> happened("done " + number);
        loops.onMain(() -> {
            if (local != null && completes) {
                local(local).runOnAllThreads(value -> ran(number, value, throwing), done);
            } else if (local != null) {
                local(local).runOnAllThreads(value -> ran(number, value, throwing));
            } else if (completes) {
                slots.runOnAllThreads(() -> ran(number, null, throwing), done);
            } else {
                slots.runOnAllThreads(() -> ran(number, null, throwing));
            }
        });
        SlotsOracle.Pending pending = completes ? new SlotsOracle.Pending() : null;
        oracle.send(new SlotsOracle.Run(local, number, throwing, pending), completes);
    }

    private void ran(int number, @Nullable Value value, Set<Integer> throwing) {
        happened("run " + number + (value == null ? "" : " v" + value.version));
        if (throwing.contains(numberOf(Dispatcher.current()))) {
            throw new IllegalStateException("planned");
        }
    }

    /** All that {@code changes} does goes out at once; or, if it fails at its end, only what it closed. */
    void together(Runnable changes, boolean fails) {
        List<SlotsOracle.Op> gathered = new ArrayList<>();
        try {
            loops.onMain(() -> slots.together(() -> {
                oracle.gathered = gathered;
                changes.run();
                oracle.gathered = null;
                if (fails) {
                    throw new IllegalArgumentException("planned");
                }
            }));
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessage("planned");
        }
        if (fails) {
            gathered.forEach(this::revoke);
            gathered.removeIf(op -> !(op instanceof SlotsOracle.Clear));
        }
        oracle.deliver(gathered, false);
    }

    private void revoke(SlotsOracle.Op op) {
        if (op instanceof SlotsOracle.Open open) {
            oracle.free.push(open.gen().index);
            genOf.remove(open.gen());
        } else if (op instanceof SlotsOracle.Retire retire) {
            retire.gen().asked = false;
        }
    }

    /** Opened and not closed yet, those that nobody was told of among them. */
    int gens() {
        return genOf.size();
    }

    void open() {
        Gen gen = new Gen(names++, oracle.takeIndex());
        Generation generation = loops.askMain(() -> slots.generations().open("gen" + gen.number));
        assertThat(generation.index).isEqualTo(gen.index);
        genOf.put(gen, generation);
        oracle.send(new SlotsOracle.Open(gen), false);
    }

    void retire(Gen gen) {
        gen.asked = true;
        loops.onMain(() -> generation(gen).retire(() -> {
            happened("closer " + gen.number);
            genOf.remove(gen);
        }));
        oracle.send(new SlotsOracle.Retire(gen), false);
    }

    /** Holds if this thread doesn't, releases if it does, is refused if it can't. */
    void holdOrRelease(Gen gen, Node node) {
        Generation generation = generation(gen);
        ManualLoop loop = loopOf(node);
        if (!node.counts.contains(gen)) {
            assertThat(loop.asCurrent(() -> isRefused(generation::hold))).isTrue();
        } else if (gen.holds.getOrDefault(node, 0) == 0) {
            assertThat(loop.asCurrent(() -> isRefused(generation::release))).isTrue();
            loop.asCurrent(generation::hold);
            oracle.hold(node, gen);
        } else {
            loop.asCurrent(generation::release);
            oracle.release(node, gen);
        }
    }

    private static boolean isRefused(Runnable call) {
        try {
            call.run();
            return false;
        } catch (GenerationEndedException e) {
            return true;
        }
    }

    /** A worker accepts nothing any more; what it was sent stays where it is. */
    void exit(Node node) {
        loopOf(node).dispatcher().exit();
        node.refusing = true;
    }

    /** What an exited worker was sent is released unrun. */
    void discardRest(Node node) {
        loopOf(node).dispatcher().shutdown();
        node.inbox.forEach(message -> oracle.discard(node, message));
        node.inbox.clear();
    }

    void shutdownThread(Node node) {
        loopOf(node).asCurrent(slots::shutdownThread);
        oracle.end(node);
        ended.add(node);
        check(node);
    }

    /** What must be true when nothing is under way. */
    void checkAtRest() {
        oracle.workers.forEach(this::check);
        SlotStats stats = loops.askMain(slots::stats);
        assertThat(stats.failures()).isEqualTo(oracle.failures);
        assertThat(stats.completionsPending())
                .as("T11, T15: every completion came")
                .isZero();
        assertThat(stats.indexesFree()).isEqualTo(oracle.free.size());
        assertThat(loops.askMain(() -> slots.generations().live())).isEqualTo(oracle.gens.size());
        for (ManualLoop loop : loops.all()) {
            assertThat(loop.dispatcher().stats().failures())
                    .as("nothing reaches the loop")
                    .isZero();
        }
    }

    /** Everything that this thread can read and everything that it did, against the oracle. */
    void check(Node node) {
        if (!node.log.equals(logs.getOrDefault(node.name, List.of()))) {
            assertThat(logs.getOrDefault(node.name, List.of())).isEqualTo(node.log);
        }
        ManualLoop loop = loopOf(node);
        Map<Cell, Long> seen = lastSeen.computeIfAbsent(node, n -> new HashMap<>());
        for (Cell cell : oracle.cells) {
            Value value = loop.asCurrent(
                    () -> cell.local ? local(cell).getOrNull() : slot(cell).getOrNull());
            long version = value == null ? SlotsOracle.NULL : value.version;
            long expected = node.knows.getOrDefault(cell, SlotsOracle.NULL);
            if (version != expected) {
                throw new AssertionError(cell + " on " + node.name + " is " + version + ", not " + expected);
            }
            if (value != null) {
                require(value.cell == cell, "T05, T12: another slot's value");
                Long before = seen.put(cell, version);
                require(before == null || before <= version, "T06: a version decreased");
            }
        }
        require(
                ended.contains(node)
                        || node.knows.getOrDefault(pair.get(0), 0L) >= node.knows.getOrDefault(pair.get(1), 0L),
                "T07: the first of the pair is behind");
    }

    /** As an assertion, for what is asked millions of times. */
    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }

    private void happened(String what) {
        logs.computeIfAbsent(HandLoops.here(), name -> new ArrayList<>()).add(what);
    }

    ManualLoop loopOf(Node node) {
        return node.number < 0 ? loops.main : loops.worker(node.number);
    }

    private int numberOf(Dispatcher loop) {
        return loop == loops.main.dispatcher()
                ? -1
                : Integer.parseInt(loop.name().substring("worker_".length()));
    }

    private Slot<Value> slot(Cell cell) {
        return Objects.requireNonNull(slotOf.get(cell));
    }

    private WorkerLocal<Value> local(Cell cell) {
        return Objects.requireNonNull(localOf.get(cell));
    }

    private Generation generation(Gen gen) {
        return Objects.requireNonNull(genOf.get(gen));
    }
}
