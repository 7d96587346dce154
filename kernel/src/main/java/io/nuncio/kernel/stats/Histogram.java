package io.nuncio.kernel.stats;

import io.nuncio.filter.thread.OnMain;
import io.nuncio.kernel.thread.Dispatcher;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How numbers are distributed. Recording on a loop is a plain write to bins of that loop; main merges them at each flush,
 * and until then nobody sees them: a histogram is {@linkplain #used used} from its first merge on.
 *
 * <p>Any thread. Numbers are whole and not negative; two decimal digits are kept.
 */
public final class Histogram extends Stat {

    private static final BinRow NOBODY = new BinRow(null);
    private static final BinRow[] NO_ROWS = {};

    private final Unit unit;
    private final double[] buckets;
    private final boolean kept;
    private final BinRow shared = new BinRow(null);

    private volatile BinRow[] rows = {shared};
    private volatile BinRow[] byLoop = NO_ROWS;

    private volatile Distribution cumulative = Distribution.empty();
    private volatile Distribution interval = Distribution.empty();

    Histogram(String name, StatStore store, Unit unit, double[] buckets, boolean kept) {
        super(name, store);
        this.unit = unit;
        this.buckets = buckets;
        this.kept = kept;
    }

    /** What its numbers mean. */
    public Unit unit() {
        return unit;
    }

    /** The upper bounds that text forms show, ascending; the caller must not change them. */
    double[] buckets() {
        return buckets;
    }

    /** Counts a number; one below zero counts as zero. */
    public void record(long value) {
        if (!kept) {
            return;
        }
        Dispatcher loop = Dispatcher.currentOrNull();
        if (loop == null) {
            shared.recordShared(value);
            return;
        }
        BinRow[] now = byLoop;
        int index = loop.index();
        BinRow row = index < now.length ? now[index] : NOBODY;
        if (row.owner != loop) {
            row = rowOf(loop, index);
        }
        row.record(value);
    }

    /** Counts a share of one, which percent histograms show as parts of a hundred. */
    public void recordPercent(double share) {
        record((long) (share * 100 * Unit.PERCENT_SCALE));
    }

    /** All that was merged so far. */
    public Distribution cumulative() {
        return cumulative;
    }

    /** What came with the last merge. */
    public Distribution interval() {
        return interval;
    }

    /** Makes what was recorded since the last merge the interval. The array is scratch of {@link Bins#COUNT}. */
    @OnMain
    void merge(long[] scratch) {
        Arrays.fill(scratch, 0);
        for (BinRow row : rows) {
            row.addTo(scratch);
        }
        Distribution before = cumulative;
        Distribution after = Distribution.of(scratch, unit.scale());
        if (after.count() == before.count()) {
            interval = Distribution.empty();
            return;
        }
        before.subtractFrom(scratch);
        interval = Distribution.of(scratch, unit.scale());
        cumulative = after;
        markUsed();
    }

    private synchronized BinRow rowOf(Dispatcher loop, int index) {
        BinRow[] all = rows;
        @Nullable BinRow row = null;
        for (BinRow each : all) {
            row = each.owner == loop ? each : row;
        }
        if (row == null) {
            row = new BinRow(loop);
            BinRow[] more = Arrays.copyOf(all, all.length + 1);
            more[all.length] = row;
            rows = more;
        }
        BinRow[] lookup = byLoop;
        BinRow[] grown = Arrays.copyOf(lookup, Math.max(lookup.length, index + 1));
        Arrays.fill(grown, lookup.length, grown.length, NOBODY);
        grown[index] = row;
        byLoop = grown;
        return row;
    }

    @Override
    void removed() {}
}
