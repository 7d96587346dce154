package io.nuncio.kernel.slot;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.kernel.slot.SlotsOracle.Cell;
import io.nuncio.kernel.slot.SlotsOracle.Gen;
import io.nuncio.kernel.slot.SlotsOracle.Node;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One random schedule of main and up to three workers, all turned by hand on one thread, with {@link SlotsOracle} beside
 * it. Marks in the workers' inboxes let other threads act between two messages of one batch.
 */
final class SlotsSimulation implements AutoCloseable {

    private static final int STEPS = 40;
    private static final int WORKERS_MAX = 3;
    private static final int CELLS_MAX = 7;
    private static final int GENS_MAX = 4;

    /** What a worker local holds; says when it is closed. */
    private record Value(Cell cell, long version, SlotsSimulation simulation) implements AutoCloseable {
        @Override
        public void close() {
            simulation.happened("close " + cell + " v" + version);
        }
    }

    private final Random random;
    private final HandLoops loops;
    private final Slots slots;
    private final SlotsOracle oracle = new SlotsOracle();
    private final Map<Cell, Slot<Value>> slotOf = new HashMap<>();
    private final Map<Cell, WorkerLocal<Value>> localOf = new HashMap<>();
    private final Map<Gen, Generation> genOf = new HashMap<>();
    private final Map<String, List<String>> logs = new HashMap<>();
    private final Map<Node, Map<Cell, Long>> lastSeen = new HashMap<>();
    private final List<Cell> cells = new ArrayList<>();
    private final Set<Node> ended = new HashSet<>();
    /** Set with equal versions, the first before the second, and never closed. */
    private final List<Cell> pair = new ArrayList<>();

    private @Nullable Node turning;
    private boolean ending;
    private long versions;
    private int names;

    SlotsSimulation(long seed) {
        random = new Random(seed);
        loops = new HandLoops(0);
        slots = loops.slots;
        pair.add(allocate(false));
        pair.add(allocate(false));
        for (int i = random.nextInt(WORKERS_MAX + 1); i > 0; i--) {
            register();
        }
    }

    void run() {
        for (int i = 0; i < STEPS; i++) {
            step();
        }
        ending = true;
        settle();
        loops.onMain(slots::shutdownGlobalThreading);
        oracle.shutdown = true;
        for (int i = random.nextInt(4); i > 0; i--) {
            closeOne();
        }
        settle();
        for (Node worker : shuffled(oracle.workers)) {
            end(worker);
        }
        settle();
        end(oracle.main);
    }

    @Override
    public void close() {
        loops.close();
    }

    private void step() {
        if (ending) {
            return;
        }
        int dice = random.nextInt(100);
        if (dice < 25) {
            turn(anyNode());
        } else if (dice < 45) {
            setOne();
        } else if (dice < 55) {
            allocate();
        } else if (dice < 62) {
            closeOne();
        } else if (dice < 70) {
            runOnAll();
        } else if (dice < 77) {
            together();
        } else if (dice < 84) {
            mark();
        } else if (dice < 96) {
            generations();
        } else if (dice < 98) {
            register();
        } else {
            exit();
        }
    }

    private void register() {
        if (oracle.workers.size() == WORKERS_MAX) {
            return;
        }
        ManualLoop loop = loops.newWorker();
        loops.onMain(() -> slots.registerWorker(loop.dispatcher()));
        oracle.register(new Node(oracle.workers.size(), loop.dispatcher().name()));
    }

    private void allocate() {
        if (cells.stream().filter(cell -> !cell.closed).count() >= CELLS_MAX) {
            return;
        }
        cells.add(allocate(random.nextInt(3) == 0));
    }

    private Cell allocate(boolean local) {
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

    private void setOne() {
        versions++;
        Cell cell = anyOpen();
        if (cell == null || random.nextInt(4) == 0) {
            pair.forEach(one -> set(one, versions));
        } else {
            set(cell, versions);
        }
    }

    private void set(Cell cell, long version) {
        if (cell.local) {
            Set<Integer> throwing = someThreads();
            Set<Integer> nulls = someThreads();
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
            int number = loop == loops.main.dispatcher()
                    ? -1
                    : Integer.parseInt(loop.name().substring("worker_".length()));
            if (throwing.contains(number)) {
                throw new IllegalStateException("planned");
            }
            return nulls.contains(number) ? null : new Value(cell, version, this);
        };
    }

    private void closeOne() {
        Cell cell = anyOpen();
        if (cell == null) {
            return;
        }
        ManualLoop loop = random.nextBoolean() ? loops.main : loopOf(anyNode());
        loop.asCurrent(() -> {
            if (cell.local) {
                local(cell).close();
            } else {
                slot(cell).close();
            }
        });
        oracle.close(cell, loop == loops.main);
    }

    private void runOnAll() {
        Cell cell = random.nextBoolean() ? anyOpen() : null;
        int number = names++;
        Set<Integer> throwing = someThreads();
        boolean completes = random.nextBoolean();
        Runnable done = () -> happened("done " + number);
        loops.onMain(() -> {
            if (cell != null && cell.local) {
                WorkerLocal<Value> local = local(cell);
                if (completes) {
                    local.runOnAllThreads(value -> ran(number, value, throwing), done);
                } else {
                    local.runOnAllThreads(value -> ran(number, value, throwing));
                }
            } else if (completes) {
                slots.runOnAllThreads(() -> ran(number, null, throwing), done);
            } else {
                slots.runOnAllThreads(() -> ran(number, null, throwing));
            }
        });
        Cell local = cell != null && cell.local ? cell : null;
        oracle.send(
                new SlotsOracle.Run(local, number, throwing, completes ? new SlotsOracle.Pending() : null), completes);
    }

    private void ran(int number, @Nullable Value value, Set<Integer> throwing) {
        happened("run " + number + (value == null ? "" : " v" + value.version));
        Dispatcher loop = Dispatcher.current();
        int here = loop == loops.main.dispatcher()
                ? -1
                : Integer.parseInt(loop.name().substring("worker_".length()));
        if (throwing.contains(here)) {
            throw new IllegalStateException("planned");
        }
    }

    private void together() {
        if (oracle.gathered != null) {
            return;
        }
        boolean fails = random.nextInt(5) == 0;
        List<SlotsOracle.Op> gathered = new ArrayList<>();
        Set<Gen> gensBefore = new HashSet<>(genOf.keySet());
        try {
            loops.onMain(() -> slots.together(() -> {
                oracle.gathered = gathered;
                for (int i = 1 + random.nextInt(4); i > 0; i--) {
                    switch (random.nextInt(5)) {
                        case 0 -> closeOne();
                        case 1 -> runOnAll();
                        case 2 -> openOrRetire();
                        default -> setOne();
                    }
                }
                oracle.gathered = null;
                if (fails) {
                    throw new IllegalArgumentException("planned");
                }
            }));
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessage("planned");
        }
        if (fails) {
            for (SlotsOracle.Op op : gathered) {
                if (op instanceof SlotsOracle.Open open) {
                    oracle.free.push(open.gen().index);
                    genOf.remove(open.gen());
                } else if (op instanceof SlotsOracle.Retire retire) {
                    retire.gen().asked = false;
                }
            }
            gathered.removeIf(op -> !(op instanceof SlotsOracle.Clear));
        }
        assertThat(genOf.keySet()).containsAll(gensBefore);
        oracle.deliver(gathered, false);
    }

    private void openOrRetire() {
        Gen some = anyGen();
        if (genOf.size() < GENS_MAX && (some == null || random.nextBoolean())) {
            Gen gen = new Gen(names++, oracle.takeIndex());
            Generation generation = loops.askMain(() -> slots.generations().open("gen" + gen.number));
            assertThat(generation.index).isEqualTo(gen.index);
            genOf.put(gen, generation);
            oracle.send(new SlotsOracle.Open(gen), false);
        } else if (some != null && !some.asked) {
            some.asked = true;
            loops.onMain(() -> generation(some).retire(() -> {
                happened("closer " + some.number);
                genOf.remove(some);
            }));
            oracle.send(new SlotsOracle.Retire(some), false);
        }
    }

    private void generations() {
        Gen gen = anyGen();
        if (gen == null || random.nextInt(3) == 0) {
            openOrRetire();
            return;
        }
        Node node = anyNode();
        Generation generation = generation(gen);
        ManualLoop loop = loopOf(node);
        if (!node.counts.contains(gen)) {
            assertThat(loop.asCurrent(() -> throwsEnded(generation::hold))).isTrue();
        } else if (gen.holds.getOrDefault(node, 0) == 0) {
            assertThat(loop.asCurrent(() -> throwsEnded(generation::release))).isTrue();
            loop.asCurrent(generation::hold);
            oracle.hold(node, gen);
        } else {
            loop.asCurrent(generation::release);
            oracle.release(node, gen);
        }
    }

    private static boolean throwsEnded(Runnable call) {
        try {
            call.run();
            return false;
        } catch (GenerationEndedException e) {
            return true;
        }
    }

    private void exit() {
        Node node = anyNode();
        if (node == oracle.main || node.refusing || node == turning) {
            return;
        }
        loopOf(node).dispatcher().exit();
        node.refusing = true;
        if (random.nextBoolean()) {
            discardRest(node);
        }
    }

    private void discardRest(Node node) {
        loopOf(node).dispatcher().shutdown();
        node.inbox.forEach(message -> oracle.discard(node, message));
        node.inbox.clear();
    }

    /** Between two messages of this worker, somebody else does something. */
    private void mark() {
        Node node = anyNode();
        if (node == oracle.main || node.refusing) {
            return;
        }
        loopOf(node).dispatcher().post(() -> {
            oracle.advance(node);
            check(node);
            step();
        });
        node.inbox.add(new SlotsOracle.Message(null, null));
    }

    private void turn(Node node) {
        if (turning != null || node.refusing) {
            return;
        }
        turning = node;
        loops.time.advance(Duration.ofMillis(1));
        loopOf(node).runUntilIdle();
        oracle.advance(node);
        turning = null;
        check(node);
    }

    private void settle() {
        for (int round = 0; round < 4; round++) {
            turn(oracle.main);
            for (Node worker : List.copyOf(oracle.workers)) {
                if (worker.refusing) {
                    discardRest(worker);
                }
                turn(worker);
            }
        }
        turn(oracle.main);
        oracle.workers.forEach(this::check);
        assertThat(loops.askMain(slots::stats).failures()).isEqualTo(oracle.failures);
        assertThat(loops.askMain(slots::stats).completionsPending())
                .as("T11, T15: every completion came")
                .isZero();
        assertThat(loops.askMain(slots::stats).indexesFree()).isEqualTo(oracle.free.size());
        assertThat(loops.askMain(() -> slots.generations().live())).isEqualTo(oracle.gens.size());
    }

    private void end(Node node) {
        loopOf(node).asCurrent(slots::shutdownThread);
        oracle.end(node);
        ended.add(node);
        check(node);
    }

    /** Everything that this thread can read and everything that it did, against the oracle. */
    private void check(Node node) {
        assertThat(logs.getOrDefault(node.name, List.of())).isEqualTo(node.log);
        ManualLoop loop = loopOf(node);
        Map<Cell, Long> seen = lastSeen.computeIfAbsent(node, n -> new HashMap<>());
        for (Cell cell : oracle.cells) {
            Value value = loop.asCurrent(
                    () -> cell.local ? local(cell).getOrNull() : slot(cell).getOrNull());
            long expected = node.knows.getOrDefault(cell, SlotsOracle.NULL);
            assertThat(value == null ? SlotsOracle.NULL : value.version)
                    .as("%s on %s", cell, node.name)
                    .isEqualTo(expected);
            if (value != null) {
                assertThat(value.cell).as("T05, T12: another slot's value").isSameAs(cell);
                assertThat(seen.put(cell, value.version))
                        .as("T06: versions never decrease")
                        .satisfies(before -> assertThat(before == null || before <= value.version)
                                .isTrue());
            }
        }
        if (!ended.contains(node)) {
            assertThat(node.knows.getOrDefault(pair.get(0), 0L))
                    .as("T07: the first of the pair is never behind")
                    .isGreaterThanOrEqualTo(node.knows.getOrDefault(pair.get(1), 0L));
        }
    }

    private void happened(String what) {
        logs.computeIfAbsent(HandLoops.here(), name -> new ArrayList<>()).add(what);
    }

    private ManualLoop loopOf(Node node) {
        return node.number < 0 ? loops.main : loops.worker(node.number);
    }

    private Node anyNode() {
        int number = random.nextInt(oracle.workers.size() + 1);
        return number == oracle.workers.size() ? oracle.main : oracle.workers.get(number);
    }

    private @Nullable Cell anyOpen() {
        List<Cell> open = cells.stream().filter(cell -> !cell.closed).toList();
        return open.isEmpty() ? null : open.get(random.nextInt(open.size()));
    }

    private @Nullable Gen anyGen() {
        List<Gen> live = oracle.gens;
        return live.isEmpty() ? null : live.get(random.nextInt(live.size()));
    }

    private Set<Integer> someThreads() {
        Set<Integer> some = new HashSet<>();
        if (random.nextInt(6) == 0) {
            some.add(random.nextInt(WORKERS_MAX + 1) - 1);
        }
        return some;
    }

    private <T> List<T> shuffled(List<T> all) {
        List<T> copy = new ArrayList<>(all);
        java.util.Collections.shuffle(copy, random);
        return copy;
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
