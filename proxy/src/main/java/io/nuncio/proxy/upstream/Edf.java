package io.nuncio.proxy.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Earliest deadline first: each pick puts its entry back at 1/weight behind its last turn, so that entries take turns in
 * proportion to their weights without bursts. Equal deadlines go in the order in which they were set.
 *
 * <p>A heap of indexes: a pick allocates nothing.
 */
final class Edf<T> {

    private final List<T> entries;
    private final ToDoubleFunction<T> weight;
    private final int[] heap;
    private final double[] deadlines;
    private final long[] orders;
    private long order;

    /** @param entries at least one, of weights above zero; the list does not change */
    Edf(List<T> entries, ToDoubleFunction<T> weight) {
        this.entries = new ArrayList<>(entries);
        this.weight = weight;
        int size = entries.size();
        heap = new int[size];
        deadlines = new double[size];
        orders = new long[size];
        for (int i = 0; i < size; i++) {
            heap[i] = i;
            deadline(i, 0);
        }
        for (int i = size / 2 - 1; i >= 0; i--) {
            sink(i);
        }
    }

    /** The entry whose turn it is; its weight is asked for anew. */
    T next() {
        int first = heap[0];
        deadline(first, deadlines[first]);
        sink(0);
        return entries.get(first);
    }

    private void deadline(int entry, double now) {
        deadlines[entry] = now + 1.0 / weight.applyAsDouble(entries.get(entry));
        orders[entry] = order++;
    }

    private void sink(int at) {
        int entry = heap[at];
        int hole = at;
        int child = 2 * hole + 1;
        while (child < heap.length) {
            if (child + 1 < heap.length && before(heap[child + 1], heap[child])) {
                child++;
            }
            if (!before(heap[child], entry)) {
                break;
            }
            heap[hole] = heap[child];
            hole = child;
            child = 2 * hole + 1;
        }
        heap[hole] = entry;
    }

    private boolean before(int one, int other) {
        int byDeadline = Double.compare(deadlines[one], deadlines[other]);
        return byDeadline != 0 ? byDeadline < 0 : orders[one] < orders[other];
    }
}
