package io.nuncio.filter;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that arrive in time, then trailers. Asking for a chunk is what lets the peer send the next one.
 *
 * <p>A body is read once, by the thread that owns it. One made by {@link #of} holds all of its bytes and never waits.
 */
public abstract class Body implements AutoCloseable {

    /** No bytes and no trailers. */
    public static final Body EMPTY = new Bytes(new byte[0]);

    /** For subclasses: the host's bodies, and those of a filter that makes its bytes in time. */
    protected Body() {}

    /**
     * Waits for the next chunk.
     *
     * @return read-only and lent until the next call on this body: copy what you keep; null at the end
     * @throws IOException if the peer failed
     * @throws InterruptedException if the stream ended while this thread waited
     */
    public abstract @Nullable ByteBuffer read() throws IOException, InterruptedException;

    /** The trailers, known once {@link #read} has answered null. */
    public Headers trailers() throws IOException, InterruptedException {
        return Headers.NONE;
    }

    /** The rest is not wanted. May be called more than once. */
    @Override
    public void close() {}

    /** All bytes that are known without waiting, or -1 if they are not: then the length is not known either. */
    public long lengthBytes() {
        return -1;
    }

    /** A text in UTF-8. */
    public static Body of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes, which must not be changed afterwards. */
    public static Body of(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new Bytes(bytes);
    }

    /**
     * Each chunk through a function. It runs where the host pulls this direction: for the body of a request that may be
     * another thread than the one inside {@code intercept}, for that of a response it is after {@code intercept} has
     * returned. What it answers is sent before it is called again.
     */
    public final Body map(UnaryOperator<ByteBuffer> function) {
        return new Mapped(this, function, UnaryOperator.identity());
    }

    /** The trailers through a function, at the end; it runs where {@link #map} says. */
    public final Body withTrailers(UnaryOperator<Headers> function) {
        return new Mapped(this, UnaryOperator.identity(), function);
    }

    /**
     * Reads to the end. A limit is not optional in a proxy.
     *
     * @throws TooLargeException if there are more than {@code limitBytes}; the rest is closed
     */
    public final byte[] readAll(int limitBytes) throws IOException, InterruptedException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuffer chunk = read(); chunk != null; chunk = read()) {
            if (chunk.remaining() > limitBytes - all.size()) {
                close();
                throw new TooLargeException(limitBytes);
            }
            byte[] bytes = new byte[chunk.remaining()];
            chunk.get(bytes);
            all.write(bytes, 0, bytes.length);
        }
        return all.toByteArray();
    }

    /** The body is larger than the reader allows. Uncaught, it is answered with 413 for a request, 500 for a response. */
    public static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1;

        /** A body of more than {@code limitBytes}. */
        public TooLargeException(int limitBytes) {
            super("the body has more than " + limitBytes + " bytes");
        }
    }

    /** Another body, changed as it passes. */
    private static final class Mapped extends Body {
        private final Body inner;
        private final UnaryOperator<ByteBuffer> chunks;
        private final UnaryOperator<Headers> ending;

        Mapped(Body inner, UnaryOperator<ByteBuffer> chunks, UnaryOperator<Headers> ending) {
            this.inner = inner;
            this.chunks = chunks;
            this.ending = ending;
        }

        @Override
        public @Nullable ByteBuffer read() throws IOException, InterruptedException {
            ByteBuffer chunk = inner.read();
            return chunk == null ? null : chunks.apply(chunk);
        }

        @Override
        public Headers trailers() throws IOException, InterruptedException {
            return ending.apply(inner.trailers());
        }

        @Override
        public void close() {
            inner.close();
        }
    }

    /** Bytes at hand. A value in all but {@link #read}: each reader gets it from the start once. */
    private static final class Bytes extends Body {
        private final byte[] bytes;
        private boolean taken;

        Bytes(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public @Nullable ByteBuffer read() {
            if (taken || bytes.length == 0) {
                return null;
            }
            taken = true;
            return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
        }

        @Override
        public long lengthBytes() {
            return bytes.length;
        }
    }
}
