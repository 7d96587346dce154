package io.nuncio.kernel.buffer;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** References to buffers in a ring that only grows: pushing and popping makes no garbage. Confined to one loop. */
final class BufferRing {

    private static final int SLOTS_AT_FIRST = 4;

    /** A ring larger than this is given up when it has become empty. */
    private static final int SLOTS_KEPT_MAX = 64;

    private static final @Nullable ByteBuf[] NONE = {};

    private @Nullable ByteBuf[] slots = NONE;
    private int head;
    private int size;

    int size() {
        return size;
    }

    /** The n-th from the front. */
    @SuppressWarnings("NullAway") // slots from head to head + size are never null
    ByteBuf get(int index) {
        assert index >= 0 && index < size : index + " of " + size;
        return slots[(head + index) & (slots.length - 1)];
    }

    void pushLast(ByteBuf buffer) {
        if (size == slots.length) {
            grow();
        }
        slots[(head + size) & (slots.length - 1)] = buffer;
        size++;
    }

    void pushFirst(ByteBuf buffer) {
        if (size == slots.length) {
            grow();
        }
        head = (head - 1) & (slots.length - 1);
        slots[head] = buffer;
        size++;
    }

    ByteBuf popFirst() {
        ByteBuf first = get(0);
        slots[head] = null;
        head = (head + 1) & (slots.length - 1);
        size--;
        if (size == 0 && slots.length > SLOTS_KEPT_MAX) {
            trim();
        }
        return first;
    }

    /** Gives the memory of an empty ring back. */
    void trim() {
        assert size == 0;
        slots = NONE;
        head = 0;
    }

    private void grow() {
        @Nullable ByteBuf[] bigger = new @Nullable ByteBuf[Math.max(SLOTS_AT_FIRST, 2 * slots.length)];
        for (int i = 0; i < size; i++) {
            bigger[i] = get(i);
        }
        slots = bigger;
        head = 0;
    }
}
