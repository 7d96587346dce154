package io.nuncio.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spi.TransportSocket;
import org.jspecify.annotations.Nullable;

/**
 * What a connection has to send: plain bytes, then those of its transport socket, then those handed to the channel, which
 * gets more only when the kernel has taken all it had. Until then they wait here, where small ones are put together.
 */
final class WriteSide {

    /** The channel gets at most this much at a time. */
    private static final long HANDED_BYTES_MAX = 256 * 1024;

    /** So much is sent at once instead of at the end of the iteration, unless the limit is lower. */
    private static final int SEND_AT_ONCE_BYTES = 128 * 1024;

    final ByteQueue toSend = new ByteQueue();

    private final Connection connection;
    private final Channel channel;
    private final TransportSocket transport;
    private final ByteQueue plain = new ByteQueue();
    private final WriteObserver observer;
    private int limit;
    private int sendAtOnce = SEND_AT_ONCE_BYTES;
    private boolean above;
    private boolean end;
    private boolean endSent;
    private boolean dirty;
    private boolean flushing;
    private long handed;
    private long unreported;
    private long told;
    private @Nullable Throwable failure;

    WriteSide(Connection connection, Channel channel, TransportSocket transport) {
        this.connection = connection;
        this.channel = channel;
        this.transport = transport;
        this.observer = new WriteObserver(channel, this);
    }

    void limit(int bytes) {
        limit = bytes;
        sendAtOnce = bytes == 0 ? SEND_AT_ONCE_BYTES : Math.min(SEND_AT_ONCE_BYTES, Math.max(1, bytes / 2));
        checkWatermarks();
    }

    int limit() {
        return limit;
    }

    boolean aboveHighWatermark() {
        return above;
    }

    /** Whether nothing may be written any more. */
    boolean ended() {
        return end;
    }

    /** Whether the peer has been told so, behind the last byte. */
    boolean endSent() {
        return endSent;
    }

    long pending() {
        return plain.readableBytes() + toSend.readableBytes() + handed;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Takes all of {@code data}. */
    void add(ByteQueue data, boolean last) {
        plain.moveFrom(data);
        end |= last;
        if (pending() >= sendAtOnce && handed == 0 && !flushing) {
            flush();
        } else {
            flushLater();
        }
        checkWatermarks();
    }

    void flushIfDirty() {
        if (dirty) {
            flush();
        }
    }

    void flushLater() {
        if (!dirty) {
            dirty = true;
            connection.loop().flushLater(connection);
        }
    }

    /** Gives the kernel what it takes. */
    void flush() {
        dirty = false;
        if (flushing || !connection.writable()) {
            return;
        }
        flushing = true;
        boolean failed = false;
        try {
            if (!plain.isEmpty() || end) {
                failed = transport.doWrite(plain, end) == TransportSocket.Outcome.CLOSE;
            }
            hand();
        } finally {
            flushing = false;
        }
        report();
        if (failed) {
            connection.transportFailed();
        } else if (pending() == 0) {
            connection.onDrained(end && !endSent);
        }
    }

    /** The peer has been told that no more will come. */
    void markEndSent() {
        endSent = true;
    }

    private void hand() {
        while (handed == 0 && !toSend.isEmpty() && failure == null) {
            long room = HANDED_BYTES_MAX;
            while (room > 0) {
                ByteBuf next = toSend.poll();
                if (next == null) {
                    break;
                }
                int bytes = next.readableBytes();
                room -= bytes;
                handed += bytes;
                channel.unsafe().write(next, observer);
            }
            channel.unsafe().flush();
        }
    }

    /** The kernel has taken {@code bytes}. */
    void sent(long bytes) {
        handed -= bytes;
        unreported += bytes;
        if (!flushing) {
            flushLater();
        }
    }

    void failed(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
    }

    private void report() {
        if (unreported > 0) {
            long bytes = unreported;
            unreported = 0;
            connection.onSent(bytes);
        }
        checkWatermarks();
    }

    private void checkWatermarks() {
        long pending = pending();
        if (pending != told) {
            connection.onBuffered(pending - told);
            told = pending;
        }
        if (!above) {
            if (limit > 0 && pending > limit) {
                above = true;
                connection.onAboveHighWatermark();
            }
        } else if (limit == 0 || pending <= limit / 2) {
            above = false;
            connection.onBelowLowWatermark();
        }
    }

    /** Sends what it can without waiting, and drops the rest. */
    void end(boolean sendWhatGoes) {
        if (sendWhatGoes && failure == null && !flushing && connection.writable()) {
            flushing = true;
            if (transport.canFlushClose() && !plain.isEmpty()) {
                transport.doWrite(plain, true);
            }
            hand();
        }
        flushing = true;
        plain.release();
        toSend.release();
        if (unreported > 0) {
            connection.onSent(unreported);
            unreported = 0;
        }
        connection.onBuffered(-told);
        told = 0;
    }
}
