package io.nuncio.kernel.buffer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in the order in which they came, as a queue of buffers that are handed on without being copied. Confined to one
 * loop.
 *
 * <p>The queue owns its buffers: what is added belongs to it, what is polled belongs to the caller, and
 * {@link #release} frees the rest. Only what is small is copied behind its predecessor, so that a peer that sends single
 * bytes does not fill the memory with nearly empty buffers.
 *
 * <p>A queue may have watermarks: {@code above} runs once when it holds more than the high one, {@code below} once when
 * it has shrunk to the low one (half of it) again.
 */
public final class ByteQueue {

    /** Up to so many bytes are copied into the free room of the buffer before. */
    private static final int COPY_BYTES_MAX = 512;

    private static final int SLOTS_AT_FIRST = 4;
    private static final @Nullable ByteBuf[] NONE = {};

    private @Nullable ByteBuf[] ring = NONE;
    private int head;
    private int count;
    private long readable;

    private int highWatermark;
    private boolean above;
    private @Nullable Runnable onAbove;
    private @Nullable Runnable onBelow;

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
        return count;
    }

    /** Appends a buffer, which belongs to the queue from here on. */
    public void add(ByteBuf buffer) {
        int bytes = buffer.readableBytes();
        if (bytes == 0) {
            buffer.release();
            return;
        }
        if (bytes <= COPY_BYTES_MAX && count > 0 && copyBehindLast(buffer, bytes)) {
            buffer.release();
        } else {
            push(buffer);
        }
        grown(bytes);
    }

    /** Appends a copy of the bytes. */
    public void addCopy(byte[] bytes) {
        add(Unpooled.copiedBuffer(bytes));
    }

    /** Appends the bytes of an ASCII text. */
    public void addAscii(String text) {
        add(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    /** Takes the first buffer out, which belongs to the caller from here on; null if there is none. */
    public @Nullable ByteBuf poll() {
        if (count == 0) {
            return null;
        }
        ByteBuf first = pop();
        shrunk(first.readableBytes());
        return first;
    }

    /** The first buffer, which stays the queue's; null if there is none. Its indexes must not be moved. */
    public @Nullable ByteBuf peek() {
        return count == 0 ? null : ring[head];
    }

    /** Appends all of another queue, which is empty afterwards. No byte is copied, except small ones. */
    public void moveFrom(ByteQueue other) {
        long moved = other.readable;
        if (moved == 0) {
            return;
        }
        ByteBuf first = other.pop();
        int bytes = first.readableBytes();
        if (count > 0 && bytes <= COPY_BYTES_MAX && copyBehindLast(first, bytes)) {
            first.release();
        } else {
            push(first);
        }
        while (other.count > 0) {
            push(other.pop());
        }
        grown(moved);
        other.shrunk(moved);
    }

    /** Appends the first {@code bytes} of another queue, or all if it holds less; a buffer is shared where it is cut. */
    public void moveFrom(ByteQueue other, long bytes) {
        if (bytes >= other.readable) {
            moveFrom(other);
            return;
        }
        long left = bytes;
        while (left > 0) {
            ByteBuf first = other.first();
            int size = first.readableBytes();
            if (size <= left) {
                push(other.pop());
                left -= size;
            } else {
                push(first.readRetainedSlice((int) left));
                left = 0;
            }
        }
        grown(bytes);
        other.shrunk(bytes);
    }

    /** Drops the first {@code bytes}. */
    public void drain(long bytes) {
        if (bytes > readable) {
            throw new IllegalArgumentException("cannot drain " + bytes + " of " + readable + " bytes");
        }
        long left = bytes;
        while (left > 0) {
            ByteBuf first = first();
            int size = first.readableBytes();
            if (size <= left) {
                pop().release();
                left -= size;
            } else {
                first.skipBytes((int) left);
                left = 0;
            }
        }
        shrunk(bytes);
    }

    /** The byte at an offset from the front. */
    public byte get(long offset) {
        if (offset < 0 || offset >= readable) {
            throw new IndexOutOfBoundsException("offset " + offset + " of " + readable + " bytes");
        }
        long left = offset;
        for (int i = 0; ; i++) {
            ByteBuf buffer = at(i);
            int size = buffer.readableBytes();
            if (left < size) {
                return buffer.getByte(buffer.readerIndex() + (int) left);
            }
            left -= size;
        }
    }

    /** Copies the first bytes, as many as there are and as fit, and answers how many. They stay in the queue. */
    public int copyTo(byte[] target) {
        int done = 0;
        for (int i = 0; i < count && done < target.length; i++) {
            ByteBuf buffer = at(i);
            int bytes = Math.min(buffer.readableBytes(), target.length - done);
            buffer.getBytes(buffer.readerIndex(), target, done, bytes);
            done += bytes;
        }
        return done;
    }

    /** All bytes as text, one character a byte; they stay in the queue. For tests and logs. */
    public String toLatin1() {
        byte[] bytes = new byte[Math.toIntExact(readable)];
        copyTo(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Sets the watermarks; 0 turns them off. Told at once if the queue is on the other side of them now. */
    public void watermarks(int highBytes, Runnable whenAbove, Runnable whenBelow) {
        highWatermark = highBytes;
        onAbove = whenAbove;
        onBelow = whenBelow;
        checkHigh();
        checkLow();
    }

    /** Whether it grew above the high watermark and has not shrunk to the low one since. */
    public boolean aboveHighWatermark() {
        return above;
    }

    /** Drops everything. The watermark callbacks are not told. */
    public void release() {
        while (count > 0) {
            pop().release();
        }
        readable = 0;
        ring = NONE;
        head = 0;
    }

    private boolean copyBehindLast(ByteBuf buffer, int bytes) {
        ByteBuf last = at(count - 1);
        if (last.writableBytes() < bytes || last.refCnt() != 1 || last.isReadOnly()) {
            return false;
        }
        last.writeBytes(buffer, buffer.readerIndex(), bytes);
        return true;
    }

    private void grown(long bytes) {
        readable += bytes;
        checkHigh();
    }

    private void shrunk(long bytes) {
        readable -= bytes;
        checkLow();
    }

    private void checkHigh() {
        if (highWatermark > 0 && !above && readable > highWatermark && onAbove != null) {
            above = true;
            onAbove.run();
        }
    }

    private void checkLow() {
        if (above && (highWatermark == 0 || readable <= highWatermark / 2) && onBelow != null) {
            above = false;
            onBelow.run();
        }
    }

    private ByteBuf first() {
        return at(0);
    }

    @SuppressWarnings("NullAway") // slots between head and head + count are never null
    private ByteBuf at(int index) {
        return ring[(head + index) & (ring.length - 1)];
    }

    private void push(ByteBuf buffer) {
        if (count == ring.length) {
            grow();
        }
        ring[(head + count) & (ring.length - 1)] = buffer;
        count++;
    }

    private ByteBuf pop() {
        ByteBuf buffer = at(0);
        ring[head] = null;
        head = (head + 1) & (ring.length - 1);
        count--;
        return buffer;
    }

    private void grow() {
        if (ring.length == 0) {
            ring = new @Nullable ByteBuf[SLOTS_AT_FIRST];
            return;
        }
        @Nullable ByteBuf[] bigger = Arrays.copyOfRange(ring, head, head + 2 * ring.length);
        System.arraycopy(ring, 0, bigger, ring.length - head, head);
        Arrays.fill(bigger, ring.length, bigger.length, null);
        ring = bigger;
        head = 0;
    }

    @Override
    public String toString() {
        return "ByteQueue[" + readable + " bytes in " + count + " buffers]";
    }
}
