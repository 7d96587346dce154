package io.nuncio.kernel.buffer;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * References to buffers in a ring that only grows: pushing and popping makes no garbage. Also what reads bytes across
 * buffers. Confined to one loop.
 */
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

    /** The byte at an offset, which must be within what the buffers hold. */
    byte byteAt(long offset) {
        long left = offset;
        for (int i = 0; ; i++) {
            ByteBuf buffer = get(i);
            int bytes = buffer.readableBytes();
            if (left < bytes) {
                return buffer.getByte(buffer.readerIndex() + (int) left);
            }
            left -= bytes;
        }
    }

    /** The offset of the first such byte at or after {@code from}, or -1. */
    long indexOf(byte wanted, long from) {
        long before = 0;
        for (int i = 0; i < size; i++) {
            ByteBuf buffer = get(i);
            int bytes = buffer.readableBytes();
            if (from < before + bytes) {
                int start = buffer.readerIndex();
                int found = buffer.indexOf(start + (int) Math.max(0, from - before), buffer.writerIndex(), wanted);
                if (found >= 0) {
                    return before + found - start;
                }
            }
            before += bytes;
        }
        return -1;
    }

    /** Copies up to {@code length} bytes from an offset on, and answers how many. */
    int copyTo(long from, byte[] target, int at, int length) {
        int done = 0;
        long skip = from;
        for (int i = 0; i < size && done < length; i++) {
            ByteBuf buffer = get(i);
            int bytes = buffer.readableBytes();
            if (skip < bytes) {
                int copied = Math.min(bytes - (int) skip, length - done);
                buffer.getBytes(buffer.readerIndex() + (int) skip, target, at + done, copied);
                done += copied;
                skip = 0;
            } else {
                skip -= bytes;
            }
        }
        return done;
    }

    /** Fills the array with views of the first bytes, and answers how many views there are. */
    int view(@Nullable ByteBuffer[] target) {
        int views = 0;
        for (int i = 0; i < size && views < target.length; i++) {
            ByteBuf buffer = get(i);
            if (buffer.nioBufferCount() == 1) {
                target[views++] = buffer.internalNioBuffer(buffer.readerIndex(), buffer.readableBytes());
            } else {
                for (ByteBuffer part : buffer.nioBuffers()) {
                    if (views < target.length) {
                        target[views++] = part;
                    }
                }
            }
        }
        return views;
    }
}
