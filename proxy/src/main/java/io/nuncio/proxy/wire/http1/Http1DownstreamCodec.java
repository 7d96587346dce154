package io.nuncio.proxy.wire.http1;

import io.netty.buffer.ByteBuf;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.http.Http1Spec;
import io.nuncio.proxy.spi.CloseType;
import io.nuncio.proxy.spi.NetworkConnection;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.HeadPool;
import io.nuncio.proxy.spi.message.Protocol;
import io.nuncio.proxy.spi.message.ResetReason;
import io.nuncio.proxy.spi.message.Spelling;
import io.nuncio.proxy.wire.http.Codec;
import io.nuncio.proxy.wire.http.DownstreamAnswers;
import io.nuncio.proxy.wire.http.Persistence;
import io.nuncio.proxy.wire.http.RequestAnswers;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1 with a client. Requests are served one after the other: the next is read when the one before it has been
 * answered, and so many bytes of it wait as one read brings.
 *
 * <p>The codec says {@code connection: close} where the connection will not live on (the client wants it so, the request
 * was not read to its end, {@link #drain}), unless the head says something about the connection itself; then it tells
 * {@link DownstreamAnswers#onDrained}, and the owner closes.
 */
public final class Http1DownstreamCodec implements Codec {

    private final NetworkConnection connection;
    private final HeadPool heads;
    private final DownstreamAnswers answers;
    private final RequestLine line;
    private final RequestCheck check;
    private final MessageReader reader;
    private final HeadWriter writer;
    private final Outlet outlet;
    private final boolean acceptHttp10;

    private @Nullable Request active;
    private boolean broken;
    private boolean closing;
    private boolean announced;
    private boolean drained;
    private boolean paused;
    private Protocol protocol = Protocol.HTTP_11;

    /**
     * @param heads of the dispatcher
     * @param answers is told of requests
     */
    public Http1DownstreamCodec(
            NetworkConnection connection,
            Http1Spec spec,
            HeadPool heads,
            Http1Counters counters,
            DownstreamAnswers answers) {
        this.connection = connection;
        this.heads = heads;
        this.answers = answers;
        this.acceptHttp10 = spec.acceptHttp10();
        line = new RequestLine(spec);
        check = new RequestCheck(spec, line);
        reader = new MessageReader(spec, new Events(), new HeadParser(spec, line, counters, true), true);
        writer = new HeadWriter(spec.spelling());
        outlet = new Outlet(connection, writer, spec.trailers());
    }

    @Override
    public Protocol protocol() {
        return protocol;
    }

    @Override
    public boolean dispatch(ByteQueue bytes) {
        if (!reader.stopped()) {
            reader.read(bytes);
        }
        if (reader.stopped()) {
            bytes.release();
        } else if (!bytes.isEmpty() && !paused) {
            paused = true;
            connection.readDisable(true);
        }
        return !broken;
    }

    @Override
    public void connectionClosed(ResetReason reason, boolean byPeer) {
        reader.stop();
        Request request = active;
        if (request != null) {
            active = null;
            request.gone = true;
            request.answers().onReset(reason, "");
        }
    }

    @Override
    public void aboveWriteHighWatermark() {
        if (active != null) {
            active.answers().onAboveWriteHighWatermark();
        }
    }

    @Override
    public void belowWriteLowWatermark() {
        if (active != null) {
            active.answers().onBelowWriteLowWatermark();
        }
    }

    @Override
    public void drain() {
        closing = true;
        if (active == null) {
            drained();
        }
    }

    @Override
    public void announceEnd() {
        announced = true;
    }

    @Override
    public int streams() {
        return active == null ? 0 : 1;
    }

    private void drained() {
        reader.stop();
        if (!drained && !broken) {
            drained = true;
            answers.onDrained();
        }
    }

    /** Both the request and its answer have ended. */
    private void finished(Request request) {
        active = null;
        request.over();
        if (closing) {
            drained();
            return;
        }
        reader.release();
        if (paused) {
            paused = false;
            connection.readDisable(false);
        }
    }

    private final class Events implements MessageEvents {

        @Override
        public Head onStart() {
            Request request = new Request();
            active = request;
            request.owner = answers.onRequest(request);
            if (active == request && connection.aboveHighWatermark()) {
                request.answers().onAboveWriteHighWatermark();
            }
            return heads.take(Head.Kind.REQUEST);
        }

        @Override
        public @Nullable Http1Error check(Head head, Framing framing) {
            Http1Error wrong = check.check(head, framing);
            protocol = check.protocol();
            if (active != null) {
                active.begin(head);
            }
            return wrong;
        }

        @Override
        public void onHead(Head head, boolean end) {
            Request request = active;
            if (request == null) {
                head.release();
                return;
            }
            closing |= Persistence.closes(protocol, head);
            request.received = end;
            request.answers().onHeaders(head, end);
            request.endIfDone();
        }

        @Override
        public void onBody(ByteQueue data, boolean end) {
            Request request = active;
            if (request != null) {
                request.received = end;
                request.answers().onData(data, end);
                request.endIfDone();
            }
        }

        @Override
        public Head onTrailersStart() {
            return heads.take(Head.Kind.REQUEST_TRAILERS);
        }

        @Override
        public void onTrailers(Head trailers) {
            Request request = active;
            if (request == null) {
                trailers.release();
                return;
            }
            request.received = true;
            request.answers().onTrailers(trailers);
            request.endIfDone();
        }

        @Override
        public void onError(Http1Error error) {
            broken = true;
            closing = true;
            Request request = active;
            if (request != null) {
                request.received = true;
                request.answers().onRefused(error.status(), error.details());
                request.endIfDone();
            }
        }
    }

    /** A request as its owner sees it. */
    private final class Request extends Http1Stream {

        private @Nullable RequestAnswers owner;
        private boolean gone;
        private boolean received;
        private boolean headMethod;
        private boolean connect;
        private boolean upgrade;
        private Protocol version = Protocol.HTTP_11;
        private long headBytesReceived;
        private long bytesReceived;

        Request() {
            super(Http1DownstreamCodec.this.outlet);
        }

        private RequestAnswers answers() {
            if (owner == null) {
                throw new IllegalStateException("told before it is known");
            }
            return owner;
        }

        private void begin(Head head) {
            headMethod = head.valueEquals(HeaderNames.METHOD, "HEAD");
            connect = line.connect();
            upgrade = check.upgrade();
            // To a client whose version is not taken the refusal goes out as HTTP/1.1, as with Envoy.
            version = acceptHttp10 ? check.protocol() : Protocol.HTTP_11;
        }

        private void endIfDone() {
            if (!gone && received && sending() == Sending.ENDED) {
                finished(this);
            }
        }

        private void over() {
            headBytesReceived = reader.headBytesRead();
            bytesReceived = reader.bytesRead();
            gone = true;
            undoReadDisables();
        }

        @Override
        boolean gone() {
            return gone;
        }

        @Override
        public void sendInterim(Head head) {
            if (gone || sending() != Sending.NOTHING) {
                return;
            }
            ByteBuf buffer = Outlet.buffer(head, 0);
            HeadWriter.statusLine(buffer, status(head), false, null);
            writer.fields(buffer, head);
            HeadWriter.lineEnd(buffer);
            sendNow(buffer);
        }

        @Override
        Sending head(ByteBuf buffer, Head head, boolean end) {
            int status = status(head);
            boolean http10 = version == Protocol.HTTP_10;
            boolean raw = connect ? status >= 200 && status < 300 : upgrade && status == 101;
            Spelling spelled = head.spelling();
            HeadWriter.statusLine(buffer, status, http10, spelled == null ? null : spelled.reason());
            writer.fields(buffer, head);
            boolean sized = head.has(HeaderNames.CONTENT_LENGTH);
            boolean bodiless = status < 200 || status == 204 || status == 304;
            boolean untilClose = http10 && !sized && !bodiless && !end && !headMethod;
            closing |= (!received && !raw) || untilClose || head.hasToken(HeaderNames.CONNECTION, "close");
            if (!head.has(HeaderNames.CONNECTION)) {
                if (closing || announced) {
                    writer.field(buffer, HeaderNames.CONNECTION, CLOSE, spelled);
                } else if (http10) {
                    writer.field(buffer, HeaderNames.CONNECTION, KEEP_ALIVE, spelled);
                }
            }
            if (raw || untilClose) {
                return Sending.RAW;
            }
            if (bodiless) {
                return Sending.NO_BODY;
            }
            if (sized) {
                return headMethod ? Sending.NO_BODY : Sending.LENGTH;
            }
            if (end && !headMethod) {
                writer.field(buffer, HeaderNames.CONTENT_LENGTH, ZERO, spelled);
                return Sending.LENGTH;
            }
            if (!http10) {
                writer.field(buffer, HeaderNames.TRANSFER_ENCODING, CHUNKED, spelled);
            }
            return headMethod ? Sending.NO_BODY : Sending.CHUNKED;
        }

        @Override
        void sent() {
            endIfDone();
        }

        @Override
        void sentWrongLength() {
            RequestAnswers told = answers();
            reset(ResetReason.PROTOCOL_ERROR);
            told.onReset(ResetReason.PROTOCOL_ERROR, "http1.content_length_mismatch");
        }

        @Override
        public void reset(ResetReason reason) {
            if (gone) {
                return;
            }
            active = null;
            over();
            reader.stop();
            closing = true;
            drained = true;
            connection.close(CloseType.FLUSH_WRITE_AND_DELAY, reason.detail());
        }

        @Override
        public Protocol protocol() {
            return version;
        }

        @Override
        public long headBytesReceived() {
            return gone ? headBytesReceived : reader.headBytesRead();
        }

        @Override
        public long bytesReceived() {
            return gone ? bytesReceived : reader.bytesRead();
        }
    }
}
