package io.nuncio.proxy.router;

import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spi.message.Head;
import org.jspecify.annotations.Nullable;

/** What is kept of a request for another try: its body so far, sharing the buffers that go upstream, and its trailers. */
final class KeptRequest {

    private @Nullable ByteQueue body;
    private @Nullable Head trailers;

    /**
     * Keeps the bytes, which stay the caller's.
     *
     * @param limitBytes of all that is kept; 0 for no limit
     * @return false if that would be too much: nothing is kept any more
     */
    boolean keep(ByteQueue data, int limitBytes) {
        ByteQueue all = body == null ? new ByteQueue() : body;
        body = all;
        if (limitBytes > 0 && all.readableBytes() + data.readableBytes() > limitBytes) {
            drop();
            return false;
        }
        all.addShared(data);
        return true;
    }

    void trailers(Head last) {
        trailers = last;
    }

    @Nullable
    Head trailers() {
        return trailers;
    }

    /** The body so far, to be sent once more; null if there is none. */
    @Nullable
    ByteQueue body() {
        if (body == null) {
            return null;
        }
        ByteQueue copy = new ByteQueue();
        copy.addShared(body);
        return copy;
    }

    boolean hasBody() {
        return body != null;
    }

    void drop() {
        if (body != null) {
            body.release();
            body = null;
        }
    }
}
