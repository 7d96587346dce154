package io.nuncio.kernel.buffer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;

/** Makes buffers for a test and remembers them, so that the test can see that each was freed. */
public final class Buffers {

    private final List<ByteBuf> made = new ArrayList<>();

    /** A pooled direct buffer with these bytes and so much room behind them. */
    public ByteBuf of(byte[] bytes, int room) {
        int capacity = Math.max(1, bytes.length + room); // Netty shares one buffer of capacity 0, which is never freed
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(capacity, capacity);
        made.add(buffer);
        return buffer.writeBytes(bytes);
    }

    /** A full buffer of so many bytes that count up from a number. */
    public ByteBuf counting(int from, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (from + i);
        }
        return of(bytes, 0);
    }

    /** How many of them nobody has freed. */
    public long leaked() {
        return made.stream().filter(buffer -> buffer.refCnt() != 0).count();
    }
}
