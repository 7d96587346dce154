package io.nuncio.kernel.stats;

import java.lang.ref.Reference;

/**
 * A number that goes up and down. Adding and subtracting on a loop is as cheap as counting; one loop may add what another
 * subtracts.
 *
 * <p>Any thread. {@link #set} visits the cells of all loops and is for what changes seldom. A sum that is below zero for
 * a moment, because a reader met the subtraction before the addition, reads as zero: Envoy's gauges are unsigned.
 */
public final class Gauge extends Stat {

    /** What happens to the value of an older process that this one takes over. */
    public enum ImportMode {
        /** The older one's value is added while both run. */
        ACCUMULATE,
        /** It is forgotten. */
        NEVER_IMPORT,
        /** Added, and shown only when asked for hidden ones. */
        HIDDEN_ACCUMULATE
    }

    private final Cells cells;
    private final int cell;
    private final ImportMode mode;

    Gauge(String name, StatStore store, ImportMode mode, int cell) {
        super(name, store);
        this.cells = store.cells();
        this.cell = cell;
        this.mode = mode;
    }

    /** The mode it was first asked for with. */
    public ImportMode importMode() {
        return mode;
    }

    public void inc() {
        cells.add(cell, 1);
        markUsed();
    }

    public void dec() {
        cells.add(cell, -1);
        markUsed();
    }

    public void add(long amount) {
        cells.add(cell, amount);
        markUsed();
    }

    public void sub(long amount) {
        cells.add(cell, -amount);
        markUsed();
    }

    /** Makes it the value. Of two that set it at once the last one wins; what others add meanwhile is kept. */
    public void set(long value) {
        if (cell != Cells.WASTE) {
            cells.set(cell, value);
        }
        markUsed();
    }

    /** The value, at least zero. */
    public long value() {
        try {
            return cell == Cells.WASTE ? 0 : Math.max(0, cells.sum(cell));
        } finally {
            Reference.reachabilityFence(this); // until here the cell is ours
        }
    }

    @Override
    void removed() {
        cells.retire(this, cell);
    }
}
