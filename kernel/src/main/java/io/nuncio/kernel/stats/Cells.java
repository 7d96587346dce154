package io.nuncio.kernel.stats;

import io.nuncio.kernel.thread.Dispatcher;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The numbers behind counters and gauges: a row of cells for each loop, one more for all other threads. A cell's number
 * is reused only after the object that writes it has become unreachable, so a late writer cannot reach a stranger.
 */
final class Cells {

    /** Takes what rejected and removed statistics count; never read. */
    static final int WASTE = 0;

    private static final CellRow NOBODY = new CellRow(null);

    private final CellRow shared = new CellRow(null);
    private final ReferenceQueue<Stat> unreachable = new ReferenceQueue<>();
    private final Set<Retired> retired = new HashSet<>();

    private volatile CellRow[] rows = {shared};
    private volatile CellRow[] byLoop = {};

    private int next = WASTE + 1;
    private int[] free = new int[16];
    private int freeCount;

    /** Adds to the cell of the calling loop, or to the shared one. */
    void add(int cell, long amount) {
        Dispatcher loop = Dispatcher.currentOrNull();
        if (loop == null) {
            shared.addShared(cell, amount);
            return;
        }
        CellRow[] now = byLoop;
        int index = loop.index();
        CellRow row = index < now.length ? now[index] : NOBODY;
        if (row.owner != loop) {
            row = rowOf(loop, index);
        }
        row.add(cell, amount);
    }

    /** The sum over all rows. With one writer a row it never goes back as long as nobody subtracts. */
    long sum(int cell) {
        long sum = 0;
        for (CellRow row : rows) {
            sum += row.get(cell);
        }
        return sum;
    }

    /** Makes the sum what is asked for. Sums that others change meanwhile count as later; the last of two sets wins. */
    void set(int cell, long value) {
        long sharedNow;
        long others;
        do {
            sharedNow = shared.get(cell);
            others = 0;
            for (CellRow row : rows) {
                if (row != shared) {
                    others += row.get(cell);
                }
            }
        } while (!shared.compareAndSetShared(cell, sharedNow, value - others));
    }

    /** A cell that holds zero in every row. */
    synchronized int allocate() {
        reclaim();
        return freeCount > 0 ? free[--freeCount] : next++;
    }

    /** Takes the cell back once nobody can reach the object any more. */
    synchronized void retire(Stat writer, int cell) {
        retired.add(new Retired(writer, unreachable, cell));
        reclaim();
    }

    /** Cells that have ever been made. */
    synchronized int allocated() {
        return next;
    }

    private void reclaim() {
        Reference<? extends Stat> gone = unreachable.poll();
        while (gone != null) {
            if (gone instanceof Retired one && retired.remove(one)) {
                for (CellRow row : rows) {
                    row.clear(one.cell);
                }
                if (freeCount == free.length) {
                    free = Arrays.copyOf(free, freeCount * 2);
                }
                free[freeCount++] = one.cell;
            }
            gone = unreachable.poll();
        }
    }

    private synchronized CellRow rowOf(Dispatcher loop, int index) {
        CellRow[] all = rows;
        @Nullable CellRow row = null;
        for (CellRow each : all) {
            row = each.owner == loop ? each : row;
        }
        if (row == null) {
            row = new CellRow(loop);
            CellRow[] more = Arrays.copyOf(all, all.length + 1);
            more[all.length] = row;
            rows = more;
        }
        CellRow[] lookup = byLoop;
        CellRow[] grown = Arrays.copyOf(lookup, Math.max(lookup.length, index + 1));
        Arrays.fill(grown, lookup.length, grown.length, NOBODY);
        grown[index] = row;
        byLoop = grown;
        return row;
    }

    private static final class Retired extends PhantomReference<Stat> {
        private final int cell;

        Retired(Stat writer, ReferenceQueue<? super Stat> queue, int cell) {
            super(writer, queue);
            this.cell = cell;
        }
    }
}
