package io.nuncio.proxy.blocking;

import io.netty.buffer.ByteBuf;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * One chunk of a body, lent to a filter: a copy in memory of its own that only the borrowing thread can read, and that
 * nobody can after {@link #end}. It is never used again, so what is kept too long shows nothing of another request.
 */
final class Loan {

    private final Arena arena;
    private final ByteBuffer bytes;

    /** Copies the bytes and frees the buffer. The loan belongs to the calling thread. */
    Loan(ByteBuf buffer) {
        try {
            this.arena = Arena.ofConfined();
            MemorySegment room = arena.allocate(Math.max(1, buffer.readableBytes()));
            ByteBuffer all = room.asByteBuffer().limit(buffer.readableBytes());
            buffer.getBytes(buffer.readerIndex(), all);
            this.bytes = all.flip().asReadOnlyBuffer();
        } finally {
            buffer.release();
        }
    }

    /** Read-only. */
    ByteBuffer bytes() {
        return bytes;
    }

    /** From here on every access throws. Only the borrowing thread may call it. */
    void end() {
        arena.close();
    }
}
