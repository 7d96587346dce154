package io.nuncio.kernel.slot;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What slots and generations should do, told as plain queues without any concurrency: each thread has a queue of
 * messages and a map of what it knows. The simulation asks it what a thread must know and must have done by now.
 */
final class SlotsOracle {

    static final long NULL = -1;

    /** A slot or a worker local. */
    static final class Cell {
        final int number;
        final int index;
        final boolean local;
        boolean closed;
        long firstSet = -1;

        @Nullable
        Store latest;

        Cell(int number, int index, boolean local) {
            this.number = number;
            this.index = index;
            this.local = local;
        }

        @Override
        public String toString() {
            return (local ? "local" : "slot") + number;
        }
    }

    static final class Gen {
        final int number;
        final int index;
        final Map<Node, Integer> holds = new HashMap<>();
        final Set<Node> told = new TreeSet<>((a, b) -> Integer.compare(a.number, b.number));
        boolean asked;
        boolean retired;
        int users = 1;

        Gen(int number, int index) {
            this.number = number;
            this.index = index;
        }
    }

    /** One thread: main is number -1. */
    static final class Node {
        final int number;
        final String name;
        final Deque<Message> inbox = new ArrayDeque<>();
        final Map<Cell, Long> knows = new LinkedHashMap<>();
        final Set<Gen> counts = new TreeSet<>((a, b) -> Integer.compare(a.number, b.number));
        final Set<Gen> swapped = new TreeSet<>((a, b) -> Integer.compare(a.number, b.number));
        final List<String> log = new ArrayList<>();
        boolean refusing;

        Node(int number, String name) {
            this.number = number;
            this.name = name;
        }
    }

    sealed interface Op permits Store, Clear, Run, Open, Retire {}

    /** Which version a cell gets; the sets name the threads on which the initializer throws or gives null. */
    record Store(Cell cell, long version, Set<Integer> throwing, Set<Integer> nulls) implements Op {}

    record Clear(Cell cell) implements Op {}

    /** A callback; {@code cell} null for one of the whole instance, {@code done} null without completion. */
    record Run(
            @Nullable Cell cell,
            int number,
            Set<Integer> throwing,
            @Nullable Pending done) implements Op {}

    /** How many threads a completion waits for. */
    static final class Pending {
        int left;
    }

    record Open(Gen gen) implements Op {}

    record Retire(Gen gen) implements Op {}

    /** Either changes, or something for main alone, or (both null) the mark at which the simulation steps in. */
    record Message(@Nullable List<Op> ops, @Nullable Runnable mainOnly) {}

    final Node main = new Node(-1, "main");
    final List<Node> workers = new ArrayList<>();
    final Deque<Integer> free = new ArrayDeque<>();
    final List<Cell> cells = new ArrayList<>();
    final List<Gen> gens = new ArrayList<>();
    int indexes;
    long failures;
    long firstSets;
    boolean shutdown;

    @Nullable
    List<Op> gathered;

    int takeIndex() {
        return free.isEmpty() ? indexes++ : free.pop();
    }

    void send(Op op, boolean mainFirst) {
        if (gathered != null) {
            gathered.add(op);
        } else {
            deliver(List.of(op), mainFirst);
        }
    }

    void deliver(List<Op> ops, boolean mainFirst) {
        ops.forEach(this::sent);
        if (mainFirst) {
            ops.forEach(op -> apply(main, op));
        }
        if (!ops.isEmpty() && !shutdown) {
            workers.forEach(worker -> accept(worker, new Message(ops, null)));
        }
        if (!mainFirst) {
            ops.forEach(op -> apply(main, op));
        }
        ops.forEach(op -> settled(main, op, true));
    }

    private void sent(Op op) {
        switch (op) {
            case Store store -> {
                if (store.cell.latest == null) {
                    store.cell.firstSet = firstSets++;
                }
                store.cell.latest = store;
            }
            case Run run -> {
                if (run.done != null) {
                    run.done.left = workers.size() + 1;
                }
            }
            case Open open -> {
                open.gen.users += workers.size() + 1;
                gens.add(open.gen);
            }
            case Retire retire -> {
                retire.gen.retired = true;
                arrive(retire.gen);
            }
            case Clear clear -> {}
        }
    }

    void accept(Node node, Message message) {
        if (node.refusing) {
            discard(node, message);
        } else {
            node.inbox.add(message);
        }
    }

    void discard(Node node, Message message) {
        if (message.ops != null) {
            message.ops.forEach(op -> settled(node, op, false));
        }
    }

    /** The node runs what it was sent, up to the next mark or to the end. */
    void advance(Node node) {
        for (Message next = node.inbox.poll(); next != null; next = node.inbox.poll()) {
            if (next.mainOnly != null) {
                next.mainOnly.run();
            } else if (next.ops != null) {
                List<Op> ops = next.ops;
                ops.forEach(op -> apply(node, op));
                ops.forEach(op -> settled(node, op, true));
            } else {
                return;
            }
        }
    }

    private void apply(Node node, Op op) {
        switch (op) {
            case Store store -> store(node, store);
            case Clear clear -> drop(node, clear.cell, node.knows.remove(clear.cell));
            case Run run -> run(node, run);
            case Open open -> node.counts.add(open.gen);
            case Retire retire -> {
                if (node.counts.contains(retire.gen)) {
                    node.swapped.add(retire.gen);
                    tellIfUnheld(node, retire.gen);
                }
            }
        }
    }

    private void store(Node node, Store store) {
        Cell cell = store.cell;
        if (cell.closed) {
            return;
        }
        if (cell.local) {
            node.log.add("init " + cell + " v" + store.version);
        }
        if (store.throwing.contains(node.number)) {
            failures++;
            return;
        }
        drop(node, cell, node.knows.put(cell, store.nulls.contains(node.number) ? NULL : store.version));
    }

    private static void drop(Node node, Cell cell, @Nullable Long version) {
        if (cell.local && version != null && version != NULL) {
            node.log.add("close " + cell + " v" + version);
        }
    }

    private void run(Node node, Run run) {
        Cell cell = run.cell;
        if (cell != null && (cell.closed || node.knows.getOrDefault(cell, NULL) == NULL)) {
            return;
        }
        node.log.add("run " + run.number + (cell == null ? "" : " v" + node.knows.get(cell)));
        if (run.throwing.contains(node.number)) {
            failures++;
        }
    }

    private void settled(Node node, Op op, boolean applied) {
        if (op instanceof Run run && run.done != null && --run.done.left == 0) {
            accept(main, new Message(null, () -> main.log.add("done " + run.number)));
        } else if (op instanceof Open open && !applied) {
            open.gen.told.add(node);
            arrive(open.gen);
        }
    }

    private void tellIfUnheld(Node node, Gen gen) {
        if (node.swapped.contains(gen) && gen.holds.getOrDefault(node, 0) == 0) {
            tell(node, gen);
        }
    }

    private void tell(Node node, Gen gen) {
        node.counts.remove(gen);
        gen.told.add(node);
        arrive(gen);
    }

    private void arrive(Gen gen) {
        gen.users--;
        if (gen.users == 0) {
            accept(main, new Message(null, () -> {
                if (!shutdown) {
                    free.push(gen.index);
                }
                gens.remove(gen);
                main.log.add("closer " + gen.number);
            }));
        }
    }

    void hold(Node node, Gen gen) {
        gen.holds.merge(node, 1, Integer::sum);
    }

    void release(Node node, Gen gen) {
        gen.holds.merge(node, -1, Integer::sum);
        tellIfUnheld(node, gen);
    }

    void close(Cell cell, boolean onMain) {
        if (cell.closed) {
            return;
        }
        cell.closed = true;
        if (shutdown) {
            return;
        }
        if (onMain) {
            remove(cell);
        } else {
            accept(main, new Message(null, () -> remove(cell)));
        }
    }

    private void remove(Cell cell) {
        if (shutdown) {
            return;
        }
        free.push(cell.index);
        send(new Clear(cell), false);
    }

    void register(Node worker) {
        List<Op> replay = new ArrayList<>();
        for (Gen gen : gens) {
            if (!gen.retired) {
                gen.users++;
                replay.add(new Open(gen));
            }
        }
        cells.stream()
                .filter(cell -> !cell.closed && cell.latest != null)
                .sorted((a, b) -> a.local == b.local ? Long.compare(a.firstSet, b.firstSet) : a.local ? 1 : -1)
                .forEach(cell -> {
                    if (cell.latest != null) {
                        replay.add(cell.latest);
                    }
                });
        workers.add(worker);
        if (!replay.isEmpty()) {
            accept(worker, new Message(replay, null));
        }
    }

    /** The node ends: everything that it knows goes, from the highest index down. */
    void end(Node node) {
        record At(int index, Runnable goes) {}
        List<At> all = new ArrayList<>();
        node.knows.forEach((cell, version) -> all.add(new At(cell.index, () -> drop(node, cell, version))));
        node.counts.forEach(gen -> all.add(new At(gen.index, () -> {
            gen.told.add(node);
            arrive(gen);
        })));
        all.sort((a, b) -> Integer.compare(b.index, a.index));
        all.forEach(at -> at.goes.run());
        node.knows.clear();
        node.counts.clear();
        if (node == main) {
            main.inbox.clear();
            List.copyOf(gens).reversed().stream()
                    .filter(gen -> gen.users == 0)
                    .forEach(gen -> main.log.add("closer " + gen.number));
        }
    }
}
