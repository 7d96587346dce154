package io.nuncio.proxy.exchange;

import com.google.common.collect.ImmutableList;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.route.RouteEntry;
import io.nuncio.proxy.spi.ConnectionInfo;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.http.LocalReply;
import io.nuncio.proxy.spi.http.UpstreamCall;
import io.nuncio.proxy.spi.message.CodecStream;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.Protocol;
import io.nuncio.proxy.spi.message.ResetReason;
import io.nuncio.proxy.spi.message.StreamAnswers;
import io.nuncio.proxy.spi.message.StreamBytes;
import org.jspecify.annotations.Nullable;

/** One call: the owner of its stream, and what the caller holds. */
final class InternalCall implements UpstreamCall, StreamOwner {

    private final InternalCalls calls;
    private final Options options;
    private final StreamAnswers answers;
    private final HttpStream stream;
    private final long random;

    /** Nothing is told to the caller any more. */
    private boolean over;

    private boolean callerEnded;

    InternalCall(InternalCalls calls, Ground ground, Options options, StreamAnswers answers) {
        this.calls = calls;
        this.options = options;
        this.answers = answers;
        this.random = calls.nextRandom();
        StreamInfo info = new StreamInfo(
                ground.dispatcher().wallClockMs(),
                ground.dispatcher().approximateMonotonicNs(),
                new ConnectionInfo(0, null, null));
        this.stream = new HttpStream(ground, new Front(), this, info);
    }

    void start(Head head, boolean end) {
        callerEnded = end;
        stream.onHeaders(head, end);
    }

    // ---- the caller

    @Override
    public void sendData(ByteQueue data, boolean end) {
        if (over || callerEnded) {
            data.release();
            return;
        }
        callerEnded = end;
        stream.onData(data, end);
    }

    @Override
    public void sendTrailers(Head trailers) {
        if (over || callerEnded) {
            trailers.release();
            return;
        }
        callerEnded = true;
        stream.onTrailers(trailers);
    }

    @Override
    public void readDisable(boolean disable) {
        if (over) {
            return;
        }
        if (disable) {
            stream.onAboveWriteHighWatermark();
        } else {
            stream.onBelowWriteLowWatermark();
        }
    }

    @Override
    public void cancel() {
        if (!over) {
            over = true;
            stream.onReset(ResetReason.REMOTE_RESET, "");
        }
    }

    // ---- StreamOwner

    @Override
    public @Nullable LocalReply admit(HttpStream of, Head head, boolean end) {
        if (options.tellsOrigin()) {
            head.set(HeaderNames.X_ENVOY_INTERNAL, "true");
            head.append(HeaderNames.X_FORWARDED_FOR, calls.plan().ownAddress());
        }
        return null;
    }

    @Override
    public ImmutableList<ExtensionSpec> chain(HttpStream of) {
        return calls.plan().chain();
    }

    @Override
    public @Nullable RouteEntry route(HttpStream of, Head head) {
        return calls.route(options);
    }

    @Override
    public long random(HttpStream of) {
        return random;
    }

    @Override
    public void finishResponse(HttpStream of, Head head, boolean end) {}

    @Override
    public void onComplete(HttpStream of) {}

    /** What the stream of the call takes for its connection: hands everything on to the caller. */
    private final class Front implements CodecStream, StreamBytes {

        private static final long NOT_COUNTED = 0;

        @Override
        public void sendInterim(Head head) {
            if (!over) {
                answers.onInterim(head.copy());
            }
        }

        @Override
        public void sendHeaders(Head head, boolean end) {
            if (!over) {
                over = end;
                answers.onHeaders(head.copy(), end);
            }
        }

        @Override
        public void sendData(ByteQueue data, boolean end) {
            if (!over) {
                over = end;
                answers.onData(data, end);
            }
            data.release();
        }

        @Override
        public void sendTrailers(Head trailers) {
            if (!over) {
                over = true;
                answers.onTrailers(trailers.copy());
            }
        }

        @Override
        public void reset(ResetReason reason) {
            if (!over) {
                over = true;
                answers.onReset(reason, "");
            }
        }

        @Override
        public void readDisable(boolean disable) {
            if (over) {
                return;
            }
            if (disable) {
                answers.onAboveWriteHighWatermark();
            } else {
                answers.onBelowWriteLowWatermark();
            }
        }

        @Override
        public Protocol protocol() {
            return Protocol.HTTP_11;
        }

        @Override
        public StreamBytes bytes() {
            return this;
        }

        @Override
        public long headBytesReceived() {
            return NOT_COUNTED;
        }

        @Override
        public long bytesReceived() {
            return NOT_COUNTED;
        }

        @Override
        public long headBytesSent() {
            return NOT_COUNTED;
        }

        @Override
        public long bytesSent() {
            return NOT_COUNTED;
        }
    }
}
