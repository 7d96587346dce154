package io.nuncio.proxy.wire;

import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spi.ConnectionCallbacks;
import io.nuncio.proxy.spi.ConnectionEvent;
import io.nuncio.proxy.spi.ReadSink;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a connection tells: bytes, ends, events, watermarks. */
final class Recorder implements ConnectionCallbacks, ReadSink {

    final List<ConnectionEvent> events = new ArrayList<>();
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int ends;
    int above;
    int below;
    long sent;
    int reads;

    @Override
    public void onEvent(ConnectionEvent event) {
        events.add(event);
    }

    @Override
    public void onData(ByteQueue data, boolean end) {
        byte[] copy = new byte[(int) data.readableBytes()];
        data.copyTo(copy);
        data.drain(copy.length);
        bytes.writeBytes(copy);
        ends += end ? 1 : 0;
        reads++;
    }

    @Override
    public void onAboveWriteHighWatermark() {
        above++;
    }

    @Override
    public void onBelowWriteLowWatermark() {
        below++;
    }

    @Override
    public void onBytesSent(long count) {
        sent += count;
    }

    String text() {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }
}
