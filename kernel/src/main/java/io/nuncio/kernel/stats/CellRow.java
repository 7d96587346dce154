package io.nuncio.kernel.stats;

import io.nuncio.kernel.thread.Dispatcher;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The cells of one loop, or the one row of the threads that are no loop. Only the owner writes a loop's row, so it needs
 * no atomic instruction and shares no cache line with another loop; everybody may read.
 */
final class CellRow {

    /** Cells that are made together: a page of memory. */
    static final int CHUNK = 512;

    private static final int SHIFT = 9;
    private static final int MASK = CHUNK - 1;
    private static final VarHandle CELLS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final long[] MISSING = new long[0];

    /** Whose row this is; null for the row that all other threads share. */
    final @Nullable Dispatcher owner;

    private volatile long[][] chunks = {};

    CellRow(@Nullable Dispatcher owner) {
        this.owner = owner;
    }

    /** Adds with one writer: owner's loop only. */
    void add(int cell, long amount) {
        long[][] now = chunks;
        int at = cell >>> SHIFT;
        long[] chunk = at < now.length ? now[at] : MISSING;
        if (chunk.length == 0) {
            chunk = grow(at);
        }
        int index = cell & MASK;
        CELLS.setOpaque(chunk, index, (long) CELLS.get(chunk, index) + amount);
    }

    /** Adds with many writers. */
    void addShared(int cell, long amount) {
        CELLS.getAndAdd(chunkShared(cell >>> SHIFT), cell & MASK, amount);
    }

    /** Replaces the value if it still is the expected one; for a row with many writers. */
    boolean compareAndSetShared(int cell, long expected, long value) {
        return CELLS.compareAndSet(chunkShared(cell >>> SHIFT), cell & MASK, expected, value);
    }

    long get(int cell) {
        long[][] now = chunks;
        int at = cell >>> SHIFT;
        if (at >= now.length || now[at].length == 0) {
            return 0;
        }
        return (long) CELLS.getOpaque(now[at], cell & MASK);
    }

    /** Only for a cell that nobody can write any more. */
    void clear(int cell) {
        long[][] now = chunks;
        int at = cell >>> SHIFT;
        if (at < now.length && now[at].length != 0) {
            CELLS.setVolatile(now[at], cell & MASK, 0L);
        }
    }

    private long[] chunkShared(int at) {
        long[][] now = chunks;
        if (at < now.length && now[at].length != 0) {
            return now[at];
        }
        synchronized (this) {
            now = chunks;
            return at < now.length && now[at].length != 0 ? now[at] : grow(at);
        }
    }

    private long[] grow(int at) {
        long[][] now = chunks;
        long[][] next = now;
        if (at >= now.length) {
            next = Arrays.copyOf(now, Math.max(at + 1, now.length * 2));
            Arrays.fill(next, now.length, next.length, MISSING);
        } else {
            next = now.clone();
        }
        next[at] = new long[CHUNK];
        chunks = next;
        return next[at];
    }
}
