package io.nuncio.proxy.wire.http;

import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spi.NetworkConnection;
import io.nuncio.proxy.spi.message.CodecStream;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.HeadPool;
import io.nuncio.proxy.spi.message.HeadText;
import io.nuncio.proxy.spi.message.Protocol;
import io.nuncio.proxy.spi.message.ResetReason;
import io.nuncio.proxy.spi.message.StreamAnswers;
import io.nuncio.proxy.spi.message.StreamBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The stream model in its plainest form: many streams on a connection, a window each, in a framing of its own. It stands
 * in for HTTP/2 and HTTP/3 wherever tests need what HTTP/1 cannot do. Both sides.
 */
public final class MemoryCodec implements UpstreamCodec {

    /** What a stream may have sent that its receiver has not taken, in bytes. */
    public static final int WINDOW_BYTES = 65_536;

    private static final int FRAME_HEAD_BYTES = 10;

    private enum Frame {
        HEAD,
        INTERIM,
        DATA,
        TRAILERS,
        RESET,
        WINDOW,
        GOAWAY
    }

    private static final List<Frame> FRAMES = List.of(Frame.values());

    private final NetworkConnection connection;
    private final HeadPool heads;
    private final CodecAnswers answers;
    private final @Nullable DownstreamAnswers requests;
    private final Map<Integer, Stream> streams = new TreeMap<>();
    private final Set<Integer> seen = new HashSet<>();
    private int lastId;
    private boolean draining;
    private boolean drained;
    private boolean peerDrains;
    private boolean closed;

    /** @param requests who is told of requests; null for the upstream side */
    public MemoryCodec(
            NetworkConnection connection, HeadPool heads, CodecAnswers answers, @Nullable DownstreamAnswers requests) {
        this.connection = connection;
        this.heads = heads;
        this.answers = answers;
        this.requests = requests;
    }

    @Override
    public Protocol protocol() {
        return Protocol.HTTP_2;
    }

    @Override
    public boolean canOpen() {
        return !draining && !peerDrains && !closed;
    }

    @Override
    public CodecStream open(StreamAnswers told) {
        if (!canOpen()) {
            throw new IllegalStateException("draining");
        }
        Stream stream = new Stream(++lastId);
        stream.told = told;
        streams.put(stream.id, stream);
        return stream;
    }

    @Override
    public int streams() {
        return streams.size();
    }

    @Override
    public boolean dispatch(ByteQueue bytes) {
        while (!closed && bytes.readableBytes() >= FRAME_HEAD_BYTES) {
            byte[] head = new byte[FRAME_HEAD_BYTES];
            bytes.copyTo(head);
            ByteBuffer frame = ByteBuffer.wrap(head);
            Frame type = FRAMES.get(frame.get());
            boolean end = frame.get() != 0;
            int id = frame.getInt();
            int length = frame.getInt();
            if (bytes.readableBytes() < FRAME_HEAD_BYTES + length) {
                break;
            }
            bytes.drain(FRAME_HEAD_BYTES);
            ByteQueue payload = new ByteQueue();
            payload.moveFrom(bytes, length);
            take(type, end, id, payload);
            payload.release();
        }
        return true;
    }

    private void take(Frame type, boolean end, int id, ByteQueue payload) {
        if (type == Frame.GOAWAY) {
            if (!peerDrains) {
                peerDrains = true;
                answers.onPeerDrains();
            }
            return;
        }
        Stream stream = streams.get(id);
        if (stream == null && type == Frame.HEAD && requests != null) {
            stream = begin(requests, id);
        }
        if (stream != null) {
            stream.take(type, end, payload);
        }
    }

    private @Nullable Stream begin(DownstreamAnswers owner, int id) {
        if (!seen.add(id)) {
            return null;
        }
        if (draining) {
            write(Frame.RESET, false, id, reason(ResetReason.REMOTE_REFUSED_STREAM));
            return null;
        }
        Stream stream = new Stream(id);
        streams.put(id, stream);
        stream.told = owner.onRequest(stream);
        return streams.get(id);
    }

    @Override
    public void connectionClosed(ResetReason reason, boolean byPeer) {
        closed = true;
        List<Stream> all = new ArrayList<>(streams.values());
        streams.clear();
        for (Stream each : all) {
            each.gone = true;
            each.waiting.release();
            each.told().onReset(reason, "");
        }
    }

    @Override
    public void aboveWriteHighWatermark() {
        List.copyOf(streams.values()).forEach(each -> each.told().onAboveWriteHighWatermark());
    }

    @Override
    public void belowWriteLowWatermark() {
        List.copyOf(streams.values()).forEach(each -> each.told().onBelowWriteLowWatermark());
    }

    @Override
    public void drain() {
        if (!draining) {
            draining = true;
            write(Frame.GOAWAY, false, 0, new byte[0]);
            drainedIfEmpty();
        }
    }

    private void drainedIfEmpty() {
        if (draining && !drained && streams.isEmpty()) {
            drained = true;
            answers.onDrained();
        }
    }

    private void write(Frame type, boolean end, int id, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(FRAME_HEAD_BYTES + payload.length);
        frame.put((byte) FRAMES.indexOf(type))
                .put((byte) (end ? 1 : 0))
                .putInt(id)
                .putInt(payload.length);
        frame.put(payload);
        ByteQueue out = new ByteQueue();
        out.addCopy(frame.array());
        connection.write(out, false);
    }

    private static byte[] reason(ResetReason reason) {
        return reason.name().getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] copy(ByteQueue queue) {
        byte[] bytes = new byte[Math.toIntExact(queue.readableBytes())];
        queue.copyTo(bytes);
        return bytes;
    }

    private final class Stream implements CodecStream, StreamBytes {

        private final int id;
        private final ByteQueue waiting = new ByteQueue();
        private @Nullable StreamAnswers told;
        private long window = WINDOW_BYTES;
        private boolean waitingEnd;
        private byte @Nullable [] waitingTrailers;
        private int readDisables;
        private int notGranted;
        private boolean blocked;
        private boolean sent;
        private boolean received;
        private boolean gone;

        Stream(int id) {
            this.id = id;
        }

        private StreamAnswers told() {
            if (told == null) {
                throw new IllegalStateException("told before it is known");
            }
            return told;
        }

        private void take(Frame type, boolean end, ByteQueue payload) {
            boolean response = requests == null;
            switch (type) {
                case INTERIM -> told().onInterim(HeadText.decoded(heads, copy(payload), Head.Kind.RESPONSE));
                case HEAD -> {
                    received = end;
                    told().onHeaders(
                                    HeadText.decoded(
                                            heads, copy(payload), response ? Head.Kind.RESPONSE : Head.Kind.REQUEST),
                                    end);
                }
                case DATA -> {
                    received = end;
                    notGranted += Math.toIntExact(payload.readableBytes());
                    told().onData(payload, end);
                    grant();
                }
                case TRAILERS -> {
                    received = true;
                    told().onTrailers(HeadText.decoded(
                            heads, copy(payload), response ? Head.Kind.RESPONSE_TRAILERS : Head.Kind.REQUEST_TRAILERS));
                }
                case RESET -> {
                    ResetReason reason = ResetReason.valueOf(payload.toLatin1());
                    remove();
                    told().onReset(reason, "");
                }
                case WINDOW -> {
                    window += ByteBuffer.wrap(copy(payload)).getInt();
                    push();
                }
                case GOAWAY -> throw new IllegalStateException();
            }
            doneIfBoth();
        }

        private void grant() {
            if (!gone && readDisables == 0 && notGranted > 0) {
                byte[] bytes = ByteBuffer.allocate(4).putInt(notGranted).array();
                notGranted = 0;
                write(Frame.WINDOW, false, id, bytes);
            }
        }

        private void push() {
            if (sent) {
                return;
            }
            long count = Math.min(window, waiting.readableBytes());
            boolean all = count == waiting.readableBytes();
            if (count > 0 || (all && waitingEnd)) {
                ByteQueue now = new ByteQueue();
                now.moveFrom(waiting, count);
                window -= count;
                write(Frame.DATA, all && waitingEnd, id, copy(now));
                now.release();
            }
            if (all && waitingTrailers != null) {
                write(Frame.TRAILERS, true, id, waitingTrailers);
            }
            sent |= all && (waitingEnd || waitingTrailers != null);
            if (blocked != !all) {
                blocked = !all;
                if (blocked) {
                    told().onAboveWriteHighWatermark();
                } else {
                    told().onBelowWriteLowWatermark();
                }
            }
        }

        private void doneIfBoth() {
            if (!gone && sent && received) {
                remove();
            }
        }

        private void remove() {
            gone = true;
            waiting.release();
            streams.remove(id);
            drainedIfEmpty();
        }

        @Override
        public void sendInterim(Head head) {
            if (!gone) {
                write(Frame.INTERIM, false, id, HeadText.encoded(head));
            }
        }

        @Override
        public void sendHeaders(Head head, boolean end) {
            if (!gone) {
                write(Frame.HEAD, end, id, HeadText.encoded(head));
                sent = end;
                doneIfBoth();
            }
        }

        @Override
        public void sendData(ByteQueue data, boolean end) {
            if (gone) {
                data.release();
                return;
            }
            waiting.moveFrom(data);
            waitingEnd = end;
            push();
            doneIfBoth();
        }

        @Override
        public void sendTrailers(Head trailers) {
            if (!gone) {
                waitingTrailers = HeadText.encoded(trailers);
                push();
                doneIfBoth();
            }
        }

        @Override
        public void reset(ResetReason reason) {
            if (!gone) {
                ResetReason told = reason == ResetReason.LOCAL_RESET ? ResetReason.REMOTE_RESET : reason;
                write(Frame.RESET, false, id, MemoryCodec.reason(told));
                remove();
            }
        }

        @Override
        public void readDisable(boolean disable) {
            if (!gone) {
                readDisables += disable ? 1 : -1;
                grant();
            }
        }

        @Override
        public Protocol protocol() {
            return Protocol.HTTP_2;
        }

        @Override
        public StreamBytes bytes() {
            return this;
        }

        @Override
        public long headBytesReceived() {
            return 0;
        }

        @Override
        public long bytesReceived() {
            return 0;
        }

        @Override
        public long headBytesSent() {
            return 0;
        }

        @Override
        public long bytesSent() {
            return 0;
        }
    }
}
