package io.nuncio.proxy.wire.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spi.NetworkConnection;
import io.nuncio.proxy.spi.message.Head;

/** Where the streams of one connection write, one after the other. */
final class Outlet {

    /** Room behind a head, so that a small body lies in the same buffer. */
    private static final int SMALL_BODY_BYTES = 256;

    private static final int HEAD_BUFFER_BYTES_MAX = 8192;

    private final NetworkConnection connection;
    private final HeadWriter heads;
    private final boolean trailers;
    private final ByteQueue waiting = new ByteQueue();

    Outlet(NetworkConnection connection, HeadWriter heads, boolean trailers) {
        this.connection = connection;
        this.heads = heads;
        this.trailers = trailers;
    }

    NetworkConnection connection() {
        return connection;
    }

    HeadWriter heads() {
        return heads;
    }

    /** Whether trailers are sent. */
    boolean trailers() {
        return trailers;
    }

    /** What the next {@link #flush} will write. */
    ByteQueue waiting() {
        return waiting;
    }

    /** A buffer that the head will most likely fit in. */
    static ByteBuf buffer(Head head) {
        return ByteBufAllocator.DEFAULT.ioBuffer(Math.min(head.used(), HEAD_BUFFER_BYTES_MAX) + SMALL_BODY_BYTES);
    }

    /** A copy of a few bytes. */
    void add(byte[] bytes) {
        waiting.add(ByteBufAllocator.DEFAULT.ioBuffer(bytes.length).writeBytes(bytes));
    }

    /** Hands everything to the connection, which sends it in this turn of the loop; answers how many bytes it was. */
    long flush() {
        long bytes = waiting.readableBytes();
        if (bytes > 0) {
            connection.write(waiting, false);
        }
        return bytes;
    }
}
