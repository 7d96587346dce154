package io.nuncio.proxy.spi.http;

import io.nuncio.filter.inline.Bytes;
import io.nuncio.filter.thread.OnWorker;
import io.nuncio.kernel.buffer.ByteQueue;
import org.jspecify.annotations.Nullable;

/**
 * Bytes lent to a filter, with the queue that holds them for those that move instead of copying. One object a stream and
 * direction; it stands for another queue at each callback and for none in between.
 */
@OnWorker
public final class QueueBytes implements Bytes {

    private @Nullable ByteQueue queue;

    /** The loan begins; {@code null} ends it. */
    public void lend(@Nullable ByteQueue bytes) {
        queue = bytes;
    }

    /**
     * The bytes themselves, to be moved elsewhere.
     *
     * @throws IllegalStateException outside a callback
     */
    public ByteQueue queue() {
        if (queue == null) {
            throw new IllegalStateException("these bytes were lent for a callback that has returned");
        }
        return queue;
    }

    @Override
    public int size() {
        return Math.toIntExact(queue().readableBytes());
    }

    @Override
    public byte[] copy() {
        byte[] all = new byte[size()];
        queue().copyTo(all);
        return all;
    }

    @Override
    public void copyTo(int from, byte[] target, int targetFrom, int length) {
        int size = size();
        if (from < 0 || length < 0 || from > size - length) {
            throw new IndexOutOfBoundsException(from + "+" + length + " of " + size);
        }
        byte[] all = copy();
        System.arraycopy(all, from, target, targetFrom, length);
    }

    @Override
    public void drain(int count) {
        queue().drain(count);
    }

    @Override
    public void append(byte[] more) {
        queue().addCopy(more);
    }

    @Override
    public void prepend(byte[] more) {
        ByteQueue rest = new ByteQueue();
        rest.moveFrom(queue());
        queue().addCopy(more);
        queue().moveFrom(rest);
    }
}
