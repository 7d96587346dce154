package io.nuncio.proxy.upstream;

import java.util.PriorityQueue;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Earliest deadline first: each pick puts its host back at 1/weight behind its last turn, so that hosts take turns in
 * proportion to their weights without bursts. Equal deadlines go in the order in which they were set.
 */
final class Edf {

    private final PriorityQueue<Turn> turns = new PriorityQueue<>();
    private final ToDoubleFunction<Host> weight;
    private double now;
    private long order;

    private record Turn(double deadline, long order, Host host) implements Comparable<Turn> {
        @Override
        public int compareTo(Turn other) {
            int byDeadline = Double.compare(deadline, other.deadline);
            return byDeadline != 0 ? byDeadline : Long.compare(order, other.order);
        }
    }

    Edf(Iterable<Host> hosts, ToDoubleFunction<Host> weight) {
        this.weight = weight;
        hosts.forEach(this::add);
    }

    /** The host whose turn it is; its weight is asked for anew. */
    @Nullable
    Host next() {
        Turn turn = turns.poll();
        if (turn == null) {
            return null;
        }
        now = turn.deadline();
        add(turn.host());
        return turn.host();
    }

    private void add(Host host) {
        turns.add(new Turn(now + 1.0 / weight.applyAsDouble(host), order++, host));
    }
}
