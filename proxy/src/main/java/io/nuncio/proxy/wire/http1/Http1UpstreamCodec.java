package io.nuncio.proxy.wire.http1;

import io.netty.buffer.ByteBuf;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.http.Http1Spec;
import io.nuncio.proxy.spi.CloseType;
import io.nuncio.proxy.spi.NetworkConnection;
import io.nuncio.proxy.spi.message.CodecStream;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.HeadPool;
import io.nuncio.proxy.spi.message.Protocol;
import io.nuncio.proxy.spi.message.ResetReason;
import io.nuncio.proxy.spi.message.StreamAnswers;
import io.nuncio.proxy.wire.http.CodecAnswers;
import io.nuncio.proxy.wire.http.UpstreamCodec;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1 with an upstream: one request at a time.
 *
 * <p>{@link CodecAnswers#onPeerDrains} is told with the head of a response after which the connection cannot be used
 * again, and when a response is complete before its request is; the owner closes when the stream has ended.
 */
public final class Http1UpstreamCodec implements UpstreamCodec {

    private final NetworkConnection connection;
    private final Http1Spec spec;
    private final HeadPool heads;
    private final CodecAnswers answers;
    private final StatusLine line = new StatusLine();
    private final ResponseCheck check;
    private final MessageReader reader;
    private final HeadWriter writer;
    private final Outlet outlet;

    private @Nullable Response active;
    private boolean broken;
    private boolean draining;
    private boolean drained;
    private boolean lastResponse;

    /**
     * @param heads of the dispatcher
     * @param answers is told when the connection cannot be used again
     */
    public Http1UpstreamCodec(NetworkConnection connection, Http1Spec spec, HeadPool heads, CodecAnswers answers) {
        this.connection = connection;
        this.spec = spec;
        this.heads = heads;
        this.answers = answers;
        check = new ResponseCheck(spec, line);
        reader = new MessageReader(spec, new Events(), new HeadParser(spec, line, Http1Counters.NONE, false), false);
        writer = new HeadWriter(spec.spelling());
        outlet = new Outlet(connection, writer, spec.trailers());
    }

    @Override
    public Protocol protocol() {
        return Protocol.HTTP_11;
    }

    @Override
    public boolean canOpen() {
        return active == null && !draining && !lastResponse && !reader.stopped();
    }

    @Override
    public CodecStream open(StreamAnswers told) {
        if (!canOpen()) {
            throw new IllegalStateException("no stream can be opened on this connection");
        }
        Response response = new Response(told);
        active = response;
        if (connection.aboveHighWatermark()) {
            told.onAboveWriteHighWatermark();
        }
        return response;
    }

    @Override
    public boolean dispatch(ByteQueue bytes) {
        if (!reader.stopped()) {
            reader.read(bytes);
        }
        if (!bytes.isEmpty()) {
            // More than the response has, before its request has ended: the connection cannot be used again.
            broken |= reader.held();
            bytes.release();
        }
        return !broken;
    }

    @Override
    public void connectionClosed(ResetReason reason, boolean byPeer) {
        boolean inMessage = reader.inMessage();
        if (byPeer && inMessage && reader.end()) {
            inMessage = false;
        }
        reader.stop();
        Response response = active;
        if (response != null) {
            active = null;
            response.over();
            response.told.onReset(byPeer && inMessage ? ResetReason.PROTOCOL_ERROR : reason, "");
        }
    }

    @Override
    public void aboveWriteHighWatermark() {
        if (active != null) {
            active.told.onAboveWriteHighWatermark();
        }
    }

    @Override
    public void belowWriteLowWatermark() {
        if (active != null) {
            active.told.onBelowWriteLowWatermark();
        }
    }

    @Override
    public void drain() {
        draining = true;
        if (active == null) {
            drained();
        }
    }

    @Override
    public int streams() {
        return active == null ? 0 : 1;
    }

    private void drained() {
        if (!drained) {
            drained = true;
            answers.onDrained();
        }
    }

    private void finished(Response response) {
        active = null;
        response.over();
        if (lastResponse) {
            reader.stop();
        } else {
            reader.release();
        }
        answers.onStreamEnded();
        if (draining) {
            drained();
        }
    }

    /** No other request on this connection. */
    private void last() {
        if (!lastResponse) {
            lastResponse = true;
            answers.onPeerDrains();
        }
    }

    private final class Events implements MessageEvents {

        @Override
        public Head onStart() {
            if (active == null || active.sending() == Http1Stream.Sending.NOTHING) {
                // Bytes that nobody has asked for: whose they are cannot be known.
                reader.stop();
                onError(Http1Error.SYNTAX);
            }
            return heads.take(Head.Kind.RESPONSE);
        }

        @Override
        public @Nullable Http1Error check(Head head, Framing framing) {
            Response response = active;
            return response == null ? Http1Error.SYNTAX : check.check(head, framing, response.asked);
        }

        @Override
        public void onHead(Head head, boolean end) {
            Response response = active;
            if (response == null) {
                head.release();
                return;
            }
            response.version = check.protocol();
            if (check.interim()) {
                reader.release();
                response.told.onInterim(head);
                return;
            }
            if (!check.persistent()) {
                last();
            }
            response.received = end;
            response.told.onHeaders(head, end);
            response.endIfDone();
        }

        @Override
        public void onBody(ByteQueue data, boolean end) {
            Response response = active;
            if (response != null) {
                response.received = end;
                response.told.onData(data, end);
                response.endIfDone();
            }
        }

        @Override
        public Head onTrailersStart() {
            return heads.take(Head.Kind.RESPONSE_TRAILERS);
        }

        @Override
        public void onTrailers(Head trailers) {
            Response response = active;
            if (response == null) {
                trailers.release();
                return;
            }
            response.received = true;
            response.told.onTrailers(trailers);
            response.endIfDone();
        }

        @Override
        public void onError(Http1Error error) {
            broken = true;
            Response response = active;
            if (response != null) {
                active = null;
                response.over();
                response.told.onReset(ResetReason.PROTOCOL_ERROR, error.details());
            }
        }
    }

    /** A request to the upstream as its owner sees it. */
    private final class Response extends Http1Stream {

        private final StreamAnswers told;
        private boolean gone;
        private boolean received;
        private ResponseCheck.Asked asked = ResponseCheck.Asked.PLAIN;
        private Protocol version = Protocol.HTTP_11;
        private long headBytesReceived;
        private long bytesReceived;

        Response(StreamAnswers told) {
            super(Http1UpstreamCodec.this.outlet);
            this.told = told;
        }

        private void endIfDone() {
            if (gone || !received) {
                return;
            }
            if (sending() == Sending.ENDED) {
                finished(this);
            } else {
                last();
                answers.onResponseBeforeRequest();
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
            throw new IllegalStateException("an interim request");
        }

        @Override
        Sending head(ByteBuf buffer, Head head, boolean end) {
            boolean connect = head.valueEquals(HeaderNames.METHOD, "CONNECT");
            boolean upgrade = !connect && ConnectionField.upgrade(head);
            if (connect) {
                asked = ResponseCheck.Asked.CONNECT;
            } else if (upgrade) {
                asked = ResponseCheck.Asked.UPGRADE;
            } else if (head.valueEquals(HeaderNames.METHOD, "HEAD")) {
                asked = ResponseCheck.Asked.HEAD;
            }
            writer.requestLine(buffer, head, connect, spec.sendAbsoluteUrl());
            writer.fields(buffer, head);
            if (connect || upgrade) {
                return Sending.RAW;
            }
            if (head.has(HeaderNames.CONTENT_LENGTH)) {
                return Sending.LENGTH;
            }
            if (!end) {
                writer.field(buffer, HeaderNames.TRANSFER_ENCODING, CHUNKED, head.spelling());
                return Sending.CHUNKED;
            }
            if (!bodiless(head)) {
                writer.field(buffer, HeaderNames.CONTENT_LENGTH, ZERO, head.spelling());
            }
            return Sending.LENGTH;
        }

        /** Methods of which nobody expects a body, so that its absence need not be told. */
        private static boolean bodiless(Head head) {
            return head.valueEquals(HeaderNames.METHOD, "GET")
                    || head.valueEquals(HeaderNames.METHOD, "HEAD")
                    || head.valueEquals(HeaderNames.METHOD, "DELETE")
                    || head.valueEquals(HeaderNames.METHOD, "TRACE");
        }

        @Override
        void sent() {
            endIfDone();
        }

        @Override
        void sentWrongLength() {
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
            draining = true;
            connection.close(CloseType.NO_FLUSH, reason.detail());
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
