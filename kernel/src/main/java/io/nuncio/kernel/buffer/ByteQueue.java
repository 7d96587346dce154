package io.nuncio.kernel.buffer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in the order in which they came, as a queue of buffers that are handed on without being copied. Confined to one
 * loop, which assertions check.
 *
 * <p>The queue owns its buffers and their free room: what is added belongs to it, what is polled belongs to the caller,
 * and {@link #release} frees the rest. Only what is small is copied behind its predecessor, so that a peer that sends
 * single bytes does not fill the memory with nearly empty buffers. Moving bytes between queues makes no garbage.
 *
 * <p>A queue may have watermarks, told once each way ({@link WatermarkCallbacks}); both queues of a move are in order
 * before the first of them is told. Source: Envoy's {@code WatermarkBuffer}.
 */
public final class ByteQueue {

    /** Up to so many bytes are copied into the free room of the buffer before. */
    private static final int COPY_BYTES_MAX = 2048;

    private final BufferRing ring = new BufferRing();
    private final Confinement confinement = new Confinement();
    private long readable;
    private @Nullable Watermarks watermarks;

    /** A queue of the bytes of an ASCII text, for tests and fixed answers. */
    public static ByteQueue ofAscii(String text) {
        ByteQueue queue = new ByteQueue();
        queue.addAscii(text);
        return queue;
    }

    /** How many bytes it holds. */
    public long readableBytes() {
        return readable;
    }

    public boolean isEmpty() {
        return readable == 0;
    }

    /** How many buffers hold them. */
    public int buffers() {
        return ring.size();
    }

    /** Appends a buffer, which belongs to the queue from here on; nobody else may read or write what it shares. */
    public void add(ByteBuf buffer) {
        assert confinement.holds();
        int bytes = buffer.readableBytes();
        append(buffer, bytes);
        readable += bytes;
        checkHigh();
    }

    /** Appends a copy of the bytes. */
    public void addCopy(byte[] bytes) {
        add(Unpooled.copiedBuffer(bytes));
    }

    /** Appends the bytes of an ASCII text. */
    public void addAscii(String text) {
        add(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    /** Puts a buffer before all others; it belongs to the queue from here on. */
    public void prepend(ByteBuf buffer) {
        assert confinement.holds();
        int bytes = buffer.readableBytes();
        if (bytes == 0) {
            buffer.release();
            return;
        }
        ring.pushFirst(buffer);
        readable += bytes;
        checkHigh();
    }

    /** Takes the first buffer out, which belongs to the caller from here on; null if there is none. */
    public @Nullable ByteBuf poll() {
        assert confinement.holds();
        if (ring.size() == 0) {
            return null;
        }
        ByteBuf first = ring.popFirst();
        readable -= first.readableBytes();
        checkLow();
        return first;
    }

    /** The first buffer, which stays the queue's; null if there is none. Its indexes must not be moved. */
    public @Nullable ByteBuf peek() {
        return ring.size() == 0 ? null : ring.get(0);
    }

    /** Appends the bytes of another queue, which keeps them: both share the buffers, and neither writes to them. */
    public void addShared(ByteQueue other) {
        assert confinement.holds() && other.confinement.holds();
        for (int i = 0; i < other.ring.size(); i++) {
            ring.pushLast(other.ring.get(i).retainedSlice());
        }
        readable += other.readable;
        checkHigh();
    }

    /** Appends all of another queue, which is empty afterwards. No byte is copied, except small ones. */
    public void moveFrom(ByteQueue other) {
        assert confinement.holds() && other.confinement.holds();
        long moved = other.readable;
        if (moved == 0 || other == this) {
            return;
        }
        ByteBuf first = other.ring.popFirst();
        append(first, first.readableBytes());
        while (other.ring.size() > 0) {
            ring.pushLast(other.ring.popFirst());
        }
        moved(other, moved);
    }

    /** Appends the first {@code bytes} of another queue, or all if it holds less; a buffer is shared where it is cut. */
    public void moveFrom(ByteQueue other, long bytes) {
        if (bytes >= other.readable) {
            moveFrom(other);
            return;
        }
        assert confinement.holds() && other.confinement.holds();
        if (bytes < 0 || other == this) {
            throw new IllegalArgumentException("cannot move " + bytes + " bytes of " + other + " to " + this);
        }
        long left = bytes;
        while (left > 0) {
            ByteBuf first = other.ring.get(0);
            int size = first.readableBytes();
            if (size <= left) {
                append(other.ring.popFirst(), size);
                left -= size;
            } else {
                cut(first, (int) left);
                left = 0;
            }
        }
        moved(other, bytes);
    }

    private void cut(ByteBuf first, int bytes) {
        if (bytes <= COPY_BYTES_MAX && hasRoomBehindLast(bytes)) {
            ring.get(ring.size() - 1).writeBytes(first, bytes);
        } else {
            ring.pushLast(first.readRetainedSlice(bytes));
        }
    }

    private void moved(ByteQueue other, long bytes) {
        other.readable -= bytes;
        readable += bytes;
        other.checkLow();
        checkHigh();
    }

    /** Drops the first {@code bytes}. */
    public void drain(long bytes) {
        assert confinement.holds();
        if (bytes < 0 || bytes > readable) {
            throw new IllegalArgumentException("cannot drain " + bytes + " of " + readable + " bytes");
        }
        long left = bytes;
        while (left > 0) {
            ByteBuf first = ring.get(0);
            int size = first.readableBytes();
            if (size <= left) {
                ring.popFirst().release();
                left -= size;
            } else {
                first.skipBytes((int) left);
                left = 0;
            }
        }
        readable -= bytes;
        checkLow();
    }

    /** The byte at an offset from the front. */
    public byte get(long offset) {
        return ring.byteAt(Objects.checkIndex(offset, readable));
    }

    /** The offset of the first such byte at or after {@code from}, or -1. */
    public long indexOf(byte wanted, long from) {
        return ring.indexOf(wanted, from);
    }

    /** The offset of the first such row of bytes at or after {@code from}, or -1; an empty row is found at once. */
    public long indexOf(byte[] wanted, long from) {
        if (wanted.length == 0) {
            return from <= readable ? from : -1;
        }
        long at = indexOf(wanted[0], from);
        while (at >= 0 && at + wanted.length <= readable) {
            int same = 1;
            while (same < wanted.length && get(at + same) == wanted[same]) {
                same++;
            }
            if (same == wanted.length) {
                return at;
            }
            at = indexOf(wanted[0], at + 1);
        }
        return -1;
    }

    /** Whether the first bytes are these. */
    public boolean startsWith(byte[] wanted) {
        if (wanted.length > readable) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (get(i) != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    /** Copies the first bytes, as many as there are and as fit, and answers how many. They stay in the queue. */
    public int copyTo(byte[] target) {
        return copyTo(0, target, 0, target.length);
    }

    /** Copies up to {@code length} bytes from an offset on, and answers how many. They stay in the queue. */
    public int copyTo(long from, byte[] target, int at, int length) {
        Objects.checkFromIndexSize(at, length, target.length);
        return ring.copyTo(from, target, at, length);
    }

    /**
     * Fills the array with views of the first bytes, for one gathering write or one encryption, and answers how many
     * views there are. They hold until the queue is changed; {@link #drain} what was taken.
     */
    public int view(@Nullable ByteBuffer[] target) {
        return ring.view(target);
    }

    /**
     * Makes the first {@code bytes} lie in one buffer, copying what does not, and answers that buffer, which stays the
     * queue's.
     */
    public ByteBuf front(int bytes) {
        assert confinement.holds();
        if (bytes < 1 || bytes > readable) {
            throw new IllegalArgumentException(bytes + " of " + readable + " bytes in one buffer");
        }
        ByteBuf first = ring.get(0);
        if (first.readableBytes() >= bytes) {
            return first;
        }
        ByteBuf whole = first.alloc().buffer(bytes);
        int left = bytes;
        while (left > 0) {
            ByteBuf next = ring.get(0);
            int size = next.readableBytes();
            whole.writeBytes(next, Math.min(left, size));
            left -= Math.min(left, size);
            if (!next.isReadable()) {
                ring.popFirst().release();
            }
        }
        ring.pushFirst(whole);
        return whole;
    }

    /** All bytes as text, one character a byte; they stay in the queue. For tests and logs. */
    public String toLatin1() {
        byte[] bytes = new byte[Math.toIntExact(readable)];
        copyTo(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Sets the watermarks; 0 turns them off. Told at once if the queue is on the other side of them now. */
    public void watermarks(int highBytes, Runnable whenAbove, Runnable whenBelow) {
        watermarks(highBytes, WatermarkCallbacks.of(whenAbove, whenBelow));
    }

    /**
     * Sets the watermarks: the high one, and half of it as the low one; 0 turns them off. Told at once if the queue is
     * on the other side of them now.
     */
    public void watermarks(int highBytes, WatermarkCallbacks told) {
        watermarks(highBytes, 0, told);
    }

    /**
     * Sets the watermarks and, unless the factor is 0, a limit of so many times the high one that is told once in the
     * life of the queue.
     */
    public void watermarks(int highBytes, int overflowFactor, WatermarkCallbacks told) {
        assert confinement.holds();
        Watermarks now = watermarks;
        if (now == null) {
            now = new Watermarks();
            watermarks = now;
        }
        now.set(highBytes, overflowFactor, told);
        now.checkHigh(readable);
        now.checkLow(readable);
    }

    /** The high watermark; 0 if there is none. */
    public int highWatermark() {
        return watermarks == null ? 0 : watermarks.high();
    }

    /** Whether it grew above the high watermark and has not shrunk to the low one since. */
    public boolean aboveHighWatermark() {
        return watermarks != null && watermarks.above();
    }

    /** Drops everything. The watermark callbacks are not told. */
    public void release() {
        assert confinement.holds();
        while (ring.size() > 0) {
            ring.popFirst().release();
        }
        ring.trim();
        readable = 0;
    }

    private void append(ByteBuf buffer, int bytes) {
        if (bytes == 0) {
            buffer.release();
        } else if (bytes <= COPY_BYTES_MAX && hasRoomBehindLast(bytes)) {
            ring.get(ring.size() - 1).writeBytes(buffer, buffer.readerIndex(), bytes);
            buffer.release();
        } else {
            ring.pushLast(buffer);
        }
    }

    private boolean hasRoomBehindLast(int bytes) {
        if (ring.size() == 0) {
            return false;
        }
        ByteBuf last = ring.get(ring.size() - 1);
        return last.writableBytes() >= bytes && last.refCnt() == 1 && !last.isReadOnly();
    }

    private void checkHigh() {
        if (watermarks != null) {
            watermarks.checkHigh(readable);
        }
    }

    private void checkLow() {
        if (watermarks != null) {
            watermarks.checkLow(readable);
        }
    }

    @Override
    public String toString() {
        return "ByteQueue[" + readable + " bytes in " + ring.size() + " buffers]";
    }
}
