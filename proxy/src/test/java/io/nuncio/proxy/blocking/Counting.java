package io.nuncio.proxy.blocking;

import io.nuncio.filter.Body;
import io.nuncio.filter.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A body that a filter makes in time: the numbers from zero, then how many there were. */
final class Counting extends Body {

    private final int count;
    private int next;

    Counting(int count) {
        this.count = count;
    }

    @Override
    public @Nullable ByteBuffer read() {
        return next == count ? null : ByteBuffer.wrap((next++ + ",").getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public Headers trailers() {
        return Headers.of("count", Integer.toString(count));
    }
}
