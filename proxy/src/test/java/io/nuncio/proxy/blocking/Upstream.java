package io.nuncio.proxy.blocking;

import io.nuncio.filter.Headers;
import io.nuncio.filter.inline.Bytes;
import io.nuncio.filter.inline.MutableHeaders;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spi.http.EngineFilter;
import io.nuncio.proxy.spi.http.EngineStream;
import io.nuncio.proxy.spi.http.QueueBytes;
import io.nuncio.proxy.spi.message.Head;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The filter that ends the chain: writes down what arrives, and answers as the test says. */
final class Upstream implements EngineFilter, EngineStream.WatermarkAnswers {

    private final EngineStream stream;
    private final BlockingHarness harness;
    final StringBuilder body = new StringBuilder();

    @Nullable
    String method;

    @Nullable
    String path;

    Headers headers = Headers.NONE;
    Headers trailers = Headers.NONE;
    boolean ended;
    boolean destroyed;
    int highs;
    long bodyBytes;

    Upstream(EngineStream stream, BlockingHarness harness) {
        this.stream = stream;
        this.harness = harness;
        stream.subscribe(this);
    }

    @Override
    public Verdict onRequestHeaders(MutableHeaders head, boolean end) {
        harness.log.add("upstream head" + (end ? " end" : ""));
        stream.route();
        method = head.get(":method");
        path = head.get(":path");
        headers = Messages.headers((Head) head);
        ended(end);
        return Verdict.HOLD;
    }

    @Override
    public Verdict onRequestData(Bytes data, boolean end) {
        ByteQueue bytes = ((QueueBytes) data).queue();
        bodyBytes += bytes.readableBytes();
        if (harness.keepsBodies) {
            body.append(bytes.toLatin1());
            harness.log.add("upstream data " + bytes.toLatin1() + (end ? " end" : ""));
        }
        ended(end);
        return Verdict.CONSUME;
    }

    @Override
    public Verdict onRequestTrailers(MutableHeaders last) {
        harness.log.add("upstream trailers");
        trailers = Messages.headers((Head) last);
        ended(true);
        return Verdict.HOLD;
    }

    @Override
    public void onDestroy() {
        destroyed = true;
    }

    private void ended(boolean end) {
        if (end) {
            if (ended) {
                throw new AssertionError("ended twice");
            }
            ended = true;
            if (harness.answer != null) {
                Objects.requireNonNull(harness.answer).accept(this);
            }
        }
    }

    @Override
    public void onAboveWriteHighWatermark() {
        highs++;
    }

    @Override
    public void onBelowWriteLowWatermark() {
        highs--;
    }

    // ---- its answer

    void head(int status, boolean end, String... fields) {
        Head head = stream.heads().take(Head.Kind.RESPONSE);
        head.set(":status", Integer.toString(status));
        for (int i = 0; i < fields.length; i += 2) {
            head.add(fields[i], fields[i + 1]);
        }
        stream.respondHeaders(head, end);
    }

    void interim(int status) {
        Head head = stream.heads().take(Head.Kind.RESPONSE);
        head.set(":status", Integer.toString(status));
        stream.respondInterim(head);
    }

    void data(String bytes, boolean end) {
        stream.respondData(ByteQueue.ofAscii(bytes), end);
    }

    void data(byte[] bytes, boolean end) {
        ByteQueue queue = new ByteQueue();
        queue.addCopy(bytes);
        stream.respondData(queue, end);
    }

    void trailers(String name, String value) {
        Head last = stream.heads().take(Head.Kind.RESPONSE_TRAILERS);
        last.set(name, value);
        stream.respondTrailers(last);
    }

    void whole(int status, String text, String... fields) {
        head(status, text.isEmpty(), fields);
        if (!text.isEmpty()) {
            data(text.getBytes(StandardCharsets.ISO_8859_1), true);
        }
    }

    EngineStream stream() {
        return stream;
    }
}
