package io.nuncio.proxy.wire.http1;

import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.http.Http1Spec;
import io.nuncio.proxy.spi.message.Head;
import org.jspecify.annotations.Nullable;

/** Bytes of one direction of a connection to heads, bodies and trailers, one message after the other. */
final class MessageReader {

    private enum State {
        /** Between messages. */
        IDLE,
        HEAD,
        LENGTH,
        CHUNK_SIZE,
        CHUNK_DATA,
        CHUNK_END,
        TRAILERS,
        UNTIL_CLOSE,
        RAW,
        /** A message is complete, and the next one has to wait. */
        HELD,
        /** Nothing more is read. */
        STOPPED
    }

    private final Http1Spec spec;
    private final MessageEvents events;
    private final HeadParser parser;
    private final boolean emptyLinesFirst;
    private final Framing framing = new Framing();
    private final ChunkLine chunk = new ChunkLine();
    private final ByteQueue body = new ByteQueue();

    private State state = State.IDLE;
    private @Nullable Head head;
    private long left;
    private boolean carriageReturn;
    private long bytesRead;
    private long headBytesRead;

    /** What is being read from, and how much there was in it. */
    private @Nullable ByteQueue source;

    private long sourceBytes;

    /** @param emptyLinesFirst whether empty lines before a message are skipped */
    MessageReader(Http1Spec spec, MessageEvents events, HeadParser parser, boolean emptyLinesFirst) {
        this.spec = spec;
        this.events = events;
        this.parser = parser;
        this.emptyLinesFirst = emptyLinesFirst;
    }

    /** Whether a message has begun and not ended. */
    boolean inMessage() {
        return state != State.IDLE && state != State.HELD && state != State.STOPPED;
    }

    /** Whether the head of a message has begun and not ended. */
    boolean inHead() {
        return state == State.HEAD;
    }

    boolean held() {
        return state == State.HELD;
    }

    boolean stopped() {
        return state == State.STOPPED;
    }

    /** Reads nothing more, for ever. */
    void stop() {
        state = State.STOPPED;
        drop();
        dropHead();
    }

    /** The next message may come. */
    void release() {
        if (state == State.HELD) {
            state = State.IDLE;
        }
    }

    /** Of the message, or of the last one, on the wire. */
    long bytesRead() {
        return source == null ? bytesRead : bytesRead + sourceBytes - source.readableBytes();
    }

    long headBytesRead() {
        return headBytesRead;
    }

    /** Reads until there are no more bytes, a message is complete, or the reader is stopped. */
    void read(ByteQueue in) {
        while (!in.isEmpty() && state != State.HELD && state != State.STOPPED) {
            source = in;
            sourceBytes = in.readableBytes();
            step(in);
            bytesRead += sourceBytes - in.readableBytes();
        }
        source = null;
        if (!body.isEmpty()) {
            events.onBody(body, false);
            drop();
        }
    }

    /** The connection has ended; answers whether that is the end of a message, or is between messages. */
    boolean end() {
        if (state == State.UNTIL_CLOSE || state == State.RAW) {
            state = State.HELD;
            events.onBody(body, true);
            drop();
            return true;
        }
        return !inMessage();
    }

    private void step(ByteQueue in) {
        switch (state) {
            case IDLE -> start(in);
            case HEAD -> readHead(in);
            case LENGTH -> readLength(in);
            case CHUNK_SIZE -> readChunkSize(in);
            case CHUNK_DATA -> readChunkData(in);
            case CHUNK_END -> readChunkEnd(in);
            case TRAILERS -> readTrailers(in);
            case UNTIL_CLOSE, RAW -> body.moveFrom(in);
            case HELD, STOPPED -> throw new IllegalStateException(state.name());
        }
    }

    private void start(ByteQueue in) {
        byte b = in.get(0);
        if (emptyLinesFirst && b == (carriageReturn ? '\n' : '\r')) {
            carriageReturn = !carriageReturn;
            in.drain(1);
            return;
        }
        boolean broken = carriageReturn;
        carriageReturn = false;
        bytesRead = 0;
        sourceBytes = in.readableBytes();
        headBytesRead = 0;
        head = events.onStart();
        parser.begin(true);
        if (state == State.STOPPED) {
            dropHead();
        } else if (broken) {
            fail(Http1Error.SYNTAX);
        } else {
            state = State.HEAD;
        }
    }

    private void readHead(ByteQueue in) {
        Head filled = head;
        if (filled == null || !parser.read(in, filled)) {
            return;
        }
        headBytesRead = parser.fieldBytes();
        Http1Error error = parser.error();
        if (error == null) {
            error = events.check(filled, framing);
        }
        if (error != null) {
            fail(error);
            return;
        }
        head = null;
        boolean end = framing.none();
        left = framing.length();
        state = switch (framing.kind()) {
            case LENGTH -> end ? State.HELD : State.LENGTH;
            case CHUNKED -> State.CHUNK_SIZE;
            case UNTIL_CLOSE -> State.UNTIL_CLOSE;
            case RAW -> State.RAW;
        };
        chunk.begin();
        events.onHead(filled, end);
    }

    private void readLength(ByteQueue in) {
        long taken = Math.min(left, in.readableBytes());
        body.moveFrom(in, taken);
        left -= taken;
        if (left == 0) {
            state = State.HELD;
            events.onBody(body, true);
            drop();
        }
    }

    private void readChunkSize(ByteQueue in) {
        long size = chunk.readSize(in);
        if (size == ChunkLine.BROKEN) {
            fail(Http1Error.SYNTAX);
        } else if (size == 0) {
            head = events.onTrailersStart();
            parser.begin(false);
            state = State.TRAILERS;
        } else if (size > 0) {
            left = size;
            state = State.CHUNK_DATA;
        }
    }

    private void readChunkData(ByteQueue in) {
        long taken = Math.min(left, in.readableBytes());
        body.moveFrom(in, taken);
        left -= taken;
        if (left == 0) {
            chunk.begin();
            state = State.CHUNK_END;
        }
    }

    private void readChunkEnd(ByteQueue in) {
        long done = chunk.readEnd(in);
        if (done == ChunkLine.BROKEN) {
            fail(Http1Error.SYNTAX);
        } else if (done == 0) {
            chunk.begin();
            state = State.CHUNK_SIZE;
        }
    }

    private void readTrailers(ByteQueue in) {
        Head trailers = head;
        if (trailers == null || !parser.read(in, trailers)) {
            return;
        }
        headBytesRead += parser.fieldBytes();
        Http1Error error = parser.error();
        if (error == null && spec.trailers() && framed(trailers)) {
            error = Http1Error.SYNTAX;
        }
        if (error != null) {
            fail(error);
            return;
        }
        state = State.HELD;
        if (!spec.trailers() || trailers.size() == 0) {
            dropHead();
            events.onBody(body, true);
            drop();
            return;
        }
        head = null;
        if (!body.isEmpty()) {
            events.onBody(body, false);
            drop();
        }
        if (state == State.HELD) {
            events.onTrailers(trailers);
        } else {
            trailers.release();
        }
    }

    /** What says how long a message is has no place behind it: a next hop might take it for the head's. */
    private static boolean framed(Head trailers) {
        return trailers.has(HeaderNames.CONTENT_LENGTH) || trailers.has(HeaderNames.TRANSFER_ENCODING);
    }

    /** What came before the fault is told first, so that what is told does not depend on how the bytes were cut. */
    private void fail(Http1Error error) {
        if (!body.isEmpty()) {
            events.onBody(body, false);
        }
        if (state != State.STOPPED) {
            stop();
            events.onError(error);
        }
    }

    private void drop() {
        if (!body.isEmpty()) {
            body.release();
        }
    }

    private void dropHead() {
        if (head != null) {
            head.release();
            head = null;
        }
    }
}
