package io.nuncio.proxy.router;

import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spi.message.CodecStream;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.Protocol;
import io.nuncio.proxy.spi.message.ResetReason;
import io.nuncio.proxy.spi.message.StreamBytes;
import java.util.List;

/** One side's stream, which writes down what is written to it, each line with the name of the stream. */
final class FakeStream implements CodecStream {

    private final String name;
    private final List<String> log;
    int paused;

    FakeStream(String name, List<String> log) {
        this.name = name;
        this.log = log;
    }

    @Override
    public void sendInterim(Head head) {
        log.add(name + " " + head.get(":status"));
    }

    @Override
    public void sendHeaders(Head head, boolean end) {
        StringBuilder line = new StringBuilder(name);
        head.forEach((field, value) -> line.append(' ')
                .append(field.startsWith(":") ? "" : field + "=")
                .append(value));
        log.add(line.append(end ? " end" : "").toString());
    }

    @Override
    public void sendData(ByteQueue data, boolean end) {
        log.add(name + " data " + data.toLatin1() + (end ? " end" : ""));
        data.release();
    }

    @Override
    public void sendTrailers(Head trailers) {
        log.add(name + " trailers");
    }

    @Override
    public void reset(ResetReason reason) {
        log.add(name + " reset");
    }

    @Override
    public void readDisable(boolean disable) {
        paused += disable ? 1 : -1;
    }

    @Override
    public Protocol protocol() {
        return Protocol.HTTP_11;
    }

    @Override
    public StreamBytes bytes() {
        return new StreamBytes() {
            @Override
            public long headBytesReceived() {
                return 1;
            }

            @Override
            public long bytesReceived() {
                return 2;
            }

            @Override
            public long headBytesSent() {
                return 3;
            }

            @Override
            public long bytesSent() {
                return 4;
            }
        };
    }
}
