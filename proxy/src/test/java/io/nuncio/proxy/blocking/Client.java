package io.nuncio.proxy.blocking;

import io.nuncio.filter.Headers;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spi.message.CodecStream;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.Protocol;
import io.nuncio.proxy.spi.message.ResetReason;
import io.nuncio.proxy.spi.message.StreamBytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the client of one stream gets, written down. */
final class Client implements CodecStream {

    final List<Integer> interim = new ArrayList<>();
    final StringBuilder body = new StringBuilder();
    int status;
    Headers headers = Headers.NONE;
    Headers trailers = Headers.NONE;
    boolean ended;
    boolean reset;
    int paused;
    int heads;
    long bodyBytes;
    boolean keepsBody = true;

    @Nullable
    Runnable whenData;

    @Override
    public void sendInterim(Head head) {
        interim.add(Integer.valueOf(head.get(":status")));
    }

    @Override
    public void sendHeaders(Head head, boolean end) {
        heads++;
        status = Integer.parseInt(String.valueOf(head.get(":status")));
        headers = Messages.headers(head);
        ended = end;
    }

    @Override
    public void sendData(ByteQueue data, boolean end) {
        if (ended) {
            throw new AssertionError("data after the end");
        }
        bodyBytes += data.readableBytes();
        if (keepsBody) {
            body.append(data.toLatin1());
        }
        data.release();
        ended = end;
        if (whenData != null) {
            whenData.run();
        }
    }

    @Override
    public void sendTrailers(Head head) {
        if (ended) {
            throw new AssertionError("trailers after the end");
        }
        trailers = Messages.headers(head);
        ended = true;
    }

    @Override
    public void reset(ResetReason reason) {
        reset = true;
    }

    @Override
    public void readDisable(boolean disable) {
        paused += disable ? 1 : -1;
    }

    @Override
    public Protocol protocol() {
        return Protocol.HTTP_2;
    }

    @Override
    public StreamBytes bytes() {
        throw new IllegalStateException("not asked for here");
    }

    String header(String name) {
        return headers.first(name).orElse("");
    }

    @Override
    public String toString() {
        return status + " " + headers + " " + body + (ended ? " ended" : "") + (reset ? " reset" : "");
    }
}
