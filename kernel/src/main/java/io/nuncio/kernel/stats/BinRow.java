package io.nuncio.kernel.stats;

import io.nuncio.kernel.thread.Dispatcher;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The bins of one histogram that one loop fills, or that all other threads share. They only grow. A decade's bins are
 * made when the first number falls into it.
 */
final class BinRow {

    private static final VarHandle BINS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle DECADES = MethodHandles.arrayElementVarHandle(long[][].class);

    /** Whose row this is; null for the row that all other threads share. */
    final @Nullable Dispatcher owner;

    private final long[] @Nullable [] decades = new long[Bins.DECADES][];

    /** One bin, for zero. */
    private final long[] zero = new long[1];

    BinRow(@Nullable Dispatcher owner) {
        this.owner = owner;
    }

    /** Counts with one writer: owner's loop only. */
    void record(long value) {
        if (value <= 0) {
            BINS.setOpaque(zero, 0, (long) BINS.get(zero, 0) + 1);
            return;
        }
        int decade = Bins.decade(value);
        long[] bins = decades[decade];
        if (bins == null) {
            bins = new long[Bins.PER_DECADE];
            DECADES.setRelease(decades, decade, bins);
        }
        int place = Bins.place(value, decade);
        BINS.setOpaque(bins, place, (long) BINS.get(bins, place) + 1);
    }

    /** Counts with many writers; seldom, so a lock does. */
    synchronized void recordShared(long value) {
        record(value);
    }

    /** Adds the counts to the array, which holds {@link Bins#COUNT}. */
    void addTo(long[] counts) {
        counts[0] += (long) BINS.getOpaque(zero, 0);
        for (int decade = 0; decade < Bins.DECADES; decade++) {
            long[] bins = (long[]) DECADES.getAcquire(decades, decade);
            if (bins == null) {
                continue;
            }
            int first = 1 + decade * Bins.PER_DECADE;
            for (int i = 0; i < Bins.PER_DECADE; i++) {
                counts[first + i] += (long) BINS.getOpaque(bins, i);
            }
        }
    }
}
