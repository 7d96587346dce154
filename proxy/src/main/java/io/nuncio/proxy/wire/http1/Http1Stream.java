package io.nuncio.proxy.wire.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spi.message.CodecStream;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.StreamBytes;
import java.nio.charset.StandardCharsets;

/** What the streams of both sides have in common: the message that goes out, and how its end is told. */
abstract class Http1Stream implements CodecStream, StreamBytes {

    /** How the body that goes out is framed. */
    enum Sending {
        /** No head has been sent. */
        NOTHING,
        /** By the length in the head. */
        LENGTH,
        CHUNKED,
        /** As it comes: until the connection closes, or because it is another protocol. */
        RAW,
        /** There is none, whatever is given. */
        NO_BODY,
        ENDED
    }

    static final byte[] CHUNKED = bytes("chunked");
    static final byte[] ZERO = bytes("0");
    static final byte[] CLOSE = bytes("close");
    static final byte[] KEEP_ALIVE = bytes("keep-alive");
    private static final byte[] LINE_END = bytes("\r\n");
    private static final byte[] LAST_CHUNK = bytes("0\r\n");
    private static final byte[] LAST_CHUNK_AND_END = bytes("0\r\n\r\n");

    private static final int HEX_RADIX_BITS = 4;
    private static final int HEX_DIGITS_MAX = 16;

    final Outlet outlet;

    private Sending sending = Sending.NOTHING;
    private long lengthLeft;
    private int readDisables;
    private long headBytesSent;
    private long bytesSent;

    Http1Stream(Outlet outlet) {
        this.outlet = outlet;
    }

    /** Whether the stream is over for its owner: nothing is sent any more, and nothing told. */
    abstract boolean gone();

    /** Writes everything of the head but the empty line; answers how the body is framed. */
    abstract Sending head(ByteBuf buffer, Head head, boolean end);

    /** The message that goes out has ended. */
    abstract void sent();

    /** What was sent is not what the head has promised: the connection cannot go on. */
    abstract void sentWrongLength();

    final Sending sending() {
        return sending;
    }

    @Override
    public final void sendHeaders(Head head, boolean end) {
        if (gone()) {
            return;
        }
        if (sending != Sending.NOTHING) {
            throw new IllegalStateException("a second head");
        }
        ByteBuf buffer = Outlet.buffer(head, end ? 0 : head.number(HeaderNames.CONTENT_LENGTH));
        sending = head(buffer, head, end);
        lengthLeft = sending == Sending.LENGTH ? Math.max(0, head.number(HeaderNames.CONTENT_LENGTH)) : 0;
        HeadWriter.lineEnd(buffer);
        headBytesSent += buffer.readableBytes();
        outlet.waiting().add(buffer);
        if (end) {
            end();
        } else {
            flush();
        }
    }

    @Override
    public final void sendData(ByteQueue data, boolean end) {
        if (gone() || sending == Sending.ENDED) {
            data.release();
            return;
        }
        switch (sending) {
            case LENGTH -> {
                lengthLeft -= data.readableBytes();
                if (lengthLeft < 0) {
                    data.release();
                    sentWrongLength();
                    return;
                }
                outlet.waiting().moveFrom(data);
            }
            case CHUNKED -> chunk(data);
            case RAW -> outlet.waiting().moveFrom(data);
            case NO_BODY -> data.release();
            case NOTHING, ENDED -> throw new IllegalStateException("data without a head");
        }
        if (end) {
            end();
        } else {
            flush();
        }
    }

    @Override
    public final void sendTrailers(Head trailers) {
        if (gone() || sending == Sending.ENDED) {
            return;
        }
        if (sending != Sending.CHUNKED || !outlet.trailers() || trailers.size() == 0) {
            end();
            return;
        }
        ByteBuf buffer = Outlet.buffer(trailers, 0);
        buffer.writeBytes(LAST_CHUNK);
        outlet.heads().fields(buffer, trailers);
        HeadWriter.lineEnd(buffer);
        headBytesSent += buffer.readableBytes();
        outlet.waiting().add(buffer);
        sending = Sending.ENDED;
        flush();
        sent();
    }

    @Override
    public final void readDisable(boolean disable) {
        if (!gone()) {
            readDisables += disable ? 1 : -1;
            outlet.connection().readDisable(disable);
        }
    }

    /** The stream is over: reading goes on, however often it was stopped. */
    final void undoReadDisables() {
        for (; readDisables > 0; readDisables--) {
            outlet.connection().readDisable(false);
        }
    }

    @Override
    public final StreamBytes bytes() {
        return this;
    }

    @Override
    public final long headBytesSent() {
        return headBytesSent;
    }

    @Override
    public final long bytesSent() {
        return bytesSent;
    }

    /** Sends a head that is not the message's own: an interim response. */
    final void sendNow(ByteBuf buffer) {
        headBytesSent += buffer.readableBytes();
        outlet.waiting().add(buffer);
        flush();
    }

    private void end() {
        boolean wrong = sending == Sending.LENGTH && lengthLeft != 0;
        if (sending == Sending.CHUNKED) {
            outlet.add(LAST_CHUNK_AND_END);
        }
        sending = Sending.ENDED;
        flush();
        if (wrong) {
            sentWrongLength();
        } else {
            sent();
        }
    }

    private void chunk(ByteQueue data) {
        long size = data.readableBytes();
        if (size == 0) {
            return;
        }
        ByteBuf line = ByteBufAllocator.DEFAULT.ioBuffer(HEX_DIGITS_MAX + LINE_END.length);
        int digits = (Long.SIZE - Long.numberOfLeadingZeros(size) + HEX_RADIX_BITS - 1) / HEX_RADIX_BITS;
        for (int i = digits - 1; i >= 0; i--) {
            line.writeByte("0123456789abcdef".charAt((int) (size >>> i * HEX_RADIX_BITS & 0xF)));
        }
        line.writeBytes(LINE_END);
        outlet.waiting().add(line);
        outlet.waiting().moveFrom(data);
        outlet.add(LINE_END);
    }

    private void flush() {
        bytesSent += outlet.flush();
    }

    /** The status of a response head; 0 if there is none. */
    static int status(Head head) {
        long status = head.number(HeaderNames.STATUS);
        return status < 0 ? 0 : (int) Math.min(status, Integer.MAX_VALUE);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
