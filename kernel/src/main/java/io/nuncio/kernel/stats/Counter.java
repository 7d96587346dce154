package io.nuncio.kernel.stats;

import io.nuncio.filter.thread.OnMain;
import java.lang.ref.Reference;

/**
 * A number that only grows. Counting on a loop is a plain write to a cell of that loop: no lock, no atomic instruction,
 * no allocation.
 *
 * <p>Any thread. A counter whose scope was closed still counts, seen by nobody. Values wrap around at 2^63.
 */
public final class Counter extends Stat {

    private final Cells cells;
    private final int cell;

    /** What was counted before the last reset; main only writes it. */
    private volatile long base;

    /** What main had seen at the last latch. */
    private long latched;

    Counter(String name, StatStore store, Cells cells, int cell) {
        super(name, store);
        this.cells = cells;
        this.cell = cell;
    }

    /** Adds one. */
    public void inc() {
        cells.add(cell, 1);
        markUsed(); // last, which keeps this reachable, and so the cell ours, while it is written
    }

    /** Adds an amount, which must not be negative; zero makes it {@linkplain #used used}. */
    public void add(long amount) {
        assert amount >= 0 : name();
        cells.add(cell, amount);
        markUsed();
    }

    /** The sum over all threads since the last reset; a reader never sees it go back. */
    public long value() {
        if (cell == Cells.WASTE) {
            return 0;
        }
        try {
            long before = base; // read first: a reset in between must not make the difference negative
            return cells.sum(cell) - before;
        } finally {
            Reference.reachabilityFence(this); // until here the cell is ours
        }
    }

    /** What was added since the last call: what a sink that wants differences sends. A reset does not change it. */
    @OnMain
    public long latch() {
        if (cell == Cells.WASTE) {
            return 0;
        }
        long now = cells.sum(cell);
        long increment = now - latched;
        latched = now;
        return increment;
    }

    /** Makes {@link #value} zero; {@link #used} stays. */
    @OnMain
    public void reset() {
        if (cell != Cells.WASTE) {
            base = cells.sum(cell);
        }
    }

    @Override
    void removed() {
        cells.retire(this, cell);
    }
}
