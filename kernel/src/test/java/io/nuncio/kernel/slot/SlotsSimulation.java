package io.nuncio.kernel.slot;

import io.nuncio.kernel.slot.SlotsOracle.Cell;
import io.nuncio.kernel.slot.SlotsOracle.Gen;
import io.nuncio.kernel.slot.SlotsOracle.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
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

    private final Random random;
    private final SlotsWorld world = new SlotsWorld();
    private final SlotsOracle oracle = world.oracle;
    private final List<Cell> cells = new ArrayList<>();
    private @Nullable Node turning;
    private @Nullable Throwable failedInMark;
    private boolean ending;
    private long versions;

    SlotsSimulation(long seed) {
        random = new Random(seed);
        for (int i = random.nextInt(WORKERS_MAX + 1); i > 0; i--) {
            world.register();
        }
    }

    void run() {
        for (int i = 0; i < STEPS; i++) {
            step();
        }
        ending = true;
        settle();
        world.loops.onMain(world.slots::shutdownGlobalThreading);
        oracle.shutdown = true;
        for (int i = random.nextInt(4); i > 0; i--) {
            closeOne();
        }
        settle();
        List<Node> workers = new ArrayList<>(oracle.workers);
        Collections.shuffle(workers, random);
        workers.forEach(world::shutdownThread);
        settle();
        world.shutdownThread(oracle.main);
    }

    @Override
    public void close() {
        world.close();
    }

    private void step() {
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
        } else if (dice < 98 && oracle.workers.size() < WORKERS_MAX) {
            world.register();
        } else {
            exit();
        }
    }

    private void allocate() {
        if (cells.stream().filter(cell -> !cell.closed).count() < CELLS_MAX) {
            cells.add(world.allocate(random.nextInt(3) == 0));
        }
    }

    private void setOne() {
        versions++;
        Cell cell = anyOpen();
        if (cell == null || random.nextInt(4) == 0) {
            world.pair.forEach(one -> world.set(one, versions, Set.of(), Set.of()));
        } else {
            world.set(cell, versions, someThreads(), someThreads());
        }
    }

    private void closeOne() {
        Cell cell = anyOpen();
        if (cell != null) {
            world.close(cell, random.nextBoolean() ? oracle.main : anyNode());
        }
    }

    private void runOnAll() {
        Cell cell = random.nextBoolean() ? anyOpen() : null;
        Cell local = cell != null && cell.local ? cell : null;
        world.runOnAll(local, world.nextName(), someThreads(), random.nextBoolean());
    }

    private void together() {
        world.together(
                () -> {
                    for (int i = 1 + random.nextInt(4); i > 0; i--) {
                        switch (random.nextInt(5)) {
                            case 0 -> closeOne();
                            case 1 -> runOnAll();
                            case 2 -> openOrRetire();
                            default -> setOne();
                        }
                    }
                },
                random.nextInt(5) == 0);
    }

    private void generations() {
        Gen gen = anyGen();
        if (gen == null || random.nextInt(3) == 0) {
            openOrRetire();
        } else {
            world.holdOrRelease(gen, anyNode());
        }
    }

    private void openOrRetire() {
        Gen gen = anyGen();
        if (world.gens() < GENS_MAX && (gen == null || random.nextBoolean())) {
            world.open();
        } else if (gen != null && !gen.asked) {
            world.retire(gen);
        }
    }

    private void exit() {
        Node node = anyNode();
        if (node == oracle.main || node.refusing || node == turning) {
            return;
        }
        world.exit(node);
        if (random.nextBoolean()) {
            world.discardRest(node);
        }
    }

    /** Between two messages of this worker, somebody else does something. */
    private void mark() {
        Node node = anyNode();
        if (node == oracle.main || node.refusing) {
            return;
        }
        world.loopOf(node).dispatcher().post(() -> {
            try {
                oracle.advance(node);
                world.check(node);
                if (!ending) {
                    step();
                }
            } catch (RuntimeException | AssertionError e) {
                failedInMark = failedInMark == null ? e : failedInMark;
            }
        });
        node.inbox.add(new SlotsOracle.Message(null, null));
    }

    private void turn(Node node) {
        if (turning != null || node.refusing) {
            return;
        }
        turning = node;
        world.loops.time.advance(Duration.ofMillis(1));
        world.loopOf(node).runUntilIdle();
        turning = null;
        if (failedInMark != null) {
            throw new AssertionError("between two messages of " + node.name, failedInMark);
        }
        oracle.advance(node);
        world.check(node);
    }

    private void settle() {
        for (int round = 0; round < 4; round++) {
            turn(oracle.main);
            for (Node worker : List.copyOf(oracle.workers)) {
                if (worker.refusing) {
                    world.discardRest(worker);
                }
                turn(worker);
            }
        }
        turn(oracle.main);
        world.checkAtRest();
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

    /** Sometimes one thread, mostly none. */
    private Set<Integer> someThreads() {
        Set<Integer> some = new HashSet<>();
        if (random.nextInt(6) == 0) {
            some.add(random.nextInt(WORKERS_MAX + 1) - 1);
        }
        return some;
    }
}
