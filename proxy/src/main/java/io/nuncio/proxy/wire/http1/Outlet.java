package io.nuncio.proxy.wire.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spi.NetworkConnection;
import io.nuncio.proxy.spi.message.Head;

/** Where the streams of one connection write, one after the other. */
final class Outlet {

    /** Room behind a head whose body has a length that is not known, so that its first chunk lies in the same buffer. */
    private static final int ROOM_BYTES = 256;

    /** A body up to this size lies in the buffer of its head: copying it costs less than a second piece to send. */
    private static final int SMALL_BODY_BYTES_MAX = 2048;

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

    /**
     * A buffer that the head will most likely fit in, and its body if that is small.
     *
     * @param bodyBytes that will follow; negative where that is not known
     */
    static ByteBuf buffer(Head head, long bodyBytes) {
        int room = ROOM_BYTES + (bodyBytes > 0 && bodyBytes <= SMALL_BODY_BYTES_MAX ? (int) bodyBytes : 0);
        return ByteBufAllocator.DEFAULT.ioBuffer(Math.min(head.used(), HEAD_BUFFER_BYTES_MAX) + room);
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
