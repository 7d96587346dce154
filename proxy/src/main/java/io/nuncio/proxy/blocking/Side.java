package io.nuncio.proxy.blocking;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nuncio.filter.Headers;
import io.nuncio.filter.inline.StreamFilter.Verdict;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.blocking.HostBody.Piece;
import io.nuncio.proxy.spi.http.EngineStream;
import io.nuncio.proxy.spi.http.QueueBytes;
import io.nuncio.proxy.spi.message.Head;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The body of one direction as it arrives at the run of filters: kept for the filter, let through, or dropped. Worker only.
 *
 * <p>One limit counts what waits here and what the filter was lent. Above it the sender is told to stop; at half of it, to
 * go on.
 */
final class Side {

    /** Where the stream has no limit of its own. */
    private static final int HELD_BYTES_MAX = 1024 * 1024;

    private static final Piece NOTHING_MORE = new Piece(null, Headers.NONE);

    private enum Mode {
        HELD,
        FLOWS,
        DROPPED
    }

    private final EngineStream stream;
    private final Watch watch;
    private final boolean ofRequest;
    private final ByteQueue held = new ByteQueue();
    private Mode mode = Mode.HELD;
    private boolean ended;
    private boolean endedWithHead;
    private @Nullable Head trailers;
    private @Nullable Ask<Piece> reading;
    private long lentBytes;
    private boolean slowed;

    Side(EngineStream stream, Watch watch, boolean ofRequest) {
        this.stream = stream;
        this.watch = watch;
        this.ofRequest = ofRequest;
    }

    // ---- from the chain

    /** The message has no body. */
    void endsWithHead() {
        ended = true;
        endedWithHead = true;
    }

    boolean endedWithHead() {
        return endedWithHead;
    }

    Verdict data(QueueBytes data, boolean end) {
        ended |= end;
        if (mode == Mode.FLOWS) {
            return Verdict.CONTINUE;
        }
        if (mode == Mode.HELD) {
            held.moveFrom(data.queue());
            serve();
            balance();
        }
        return Verdict.CONSUME;
    }

    Verdict trailers(Head arrived) {
        ended = true;
        if (mode == Mode.FLOWS) {
            return Verdict.CONTINUE;
        }
        trailers = arrived;
        serve();
        return Verdict.HOLD;
    }

    // ---- from the filter

    /** The filter wants a chunk; the one before is not lent any more. */
    void read(Ask<Piece> ask) {
        lentBytes = 0;
        reading = ask;
        watch.waits();
        serve();
        balance();
    }

    private void serve() {
        Ask<Piece> ask = reading;
        if (ask == null) {
            return;
        }
        ByteBuf next = mode == Mode.HELD ? held.poll() : null;
        if (next != null) {
            lentBytes = next.readableBytes();
            answer(ask, new Piece(next, Headers.NONE));
        } else if (mode != Mode.HELD) {
            answer(ask, NOTHING_MORE);
        } else if (ended) {
            Head last = trailers;
            answer(ask, last == null ? NOTHING_MORE : new Piece(null, Messages.headers(last)));
        }
    }

    private void answer(Ask<Piece> ask, Piece piece) {
        reading = null;
        watch.owns();
        ask.answer(piece);
    }

    /** What has come and what comes goes on without the filter. */
    void flow() {
        mode = Mode.FLOWS;
        lentBytes = 0;
        if (!held.isEmpty()) {
            ByteQueue rest = new ByteQueue();
            rest.moveFrom(held);
            balance();
            if (ofRequest) {
                stream.addRequestData(rest, true);
            } else {
                stream.addResponseData(rest, true);
            }
        } else {
            balance();
        }
        if (ofRequest) {
            stream.resumeRequest();
        } else {
            stream.resumeResponse();
        }
    }

    /** Nothing of it was held: what comes goes on without the filter. */
    void flowFromHere() {
        mode = Mode.FLOWS;
    }

    /** Nobody wants the rest of it. */
    void drop() {
        if (mode == Mode.HELD) {
            mode = Mode.DROPPED;
            lentBytes = 0;
            held.release();
            balance();
            serve();
        }
    }

    /** Other bytes go on in its place. */
    void replace(byte[] bytes) {
        if (bytes.length == 0 && endedWithHead) {
            flow();
            return;
        }
        drop();
        send(Unpooled.wrappedBuffer(bytes), true, Headers.NONE);
    }

    /** The head goes on; what follows it is sent by and by. */
    void sendHead() {
        send(Unpooled.EMPTY_BUFFER, false, Headers.NONE);
    }

    static ByteQueue queue(@Nullable ByteBuf chunk) {
        ByteQueue queue = new ByteQueue();
        if (chunk != null) {
            queue.add(chunk);
        }
        return queue;
    }

    /** Some of what goes on in its place. */
    void send(@Nullable ByteBuf chunk, boolean end, Headers ending) {
        ByteQueue data = queue(chunk);
        boolean endsHere = end && ending.size() == 0;
        if (chunk != null || endsHere) {
            if (ofRequest) {
                stream.injectRequestData(data, endsHere);
            } else {
                stream.injectResponseData(data, endsHere);
            }
        }
        if (end && !endsHere) {
            sendTrailers(ending);
        }
    }

    private void sendTrailers(Headers ending) {
        Head last = stream.heads().take(ofRequest ? Head.Kind.REQUEST_TRAILERS : Head.Kind.RESPONSE_TRAILERS);
        Messages.fill(ending, last);
        if (ofRequest) {
            stream.injectRequestTrailers(last);
        } else {
            stream.injectResponseTrailers(last);
        }
    }

    // ---- limits and the end

    private void balance() {
        long bytes = held.readableBytes() + lentBytes;
        int limit = stream.bufferLimit() > 0 ? stream.bufferLimit() : HELD_BYTES_MAX;
        if (!slowed && bytes > limit) {
            slowed = true;
            slow(true);
        } else if (slowed && bytes <= limit / 2) {
            slowed = false;
            slow(false);
        }
    }

    private void slow(boolean stop) {
        if (ofRequest && stop) {
            stream.requestAboveHighWatermark();
        } else if (ofRequest) {
            stream.requestBelowLowWatermark();
        } else if (stop) {
            stream.responseAboveHighWatermark();
        } else {
            stream.responseBelowLowWatermark();
        }
    }

    /** The stream is gone. */
    void end() {
        if (mode == Mode.HELD) {
            mode = Mode.DROPPED;
        }
        held.release();
        if (reading != null) {
            Objects.requireNonNull(reading).gone();
            reading = null;
        }
    }
}
