package io.nuncio.proxy.exchange;

import com.google.common.collect.ImmutableList;
import io.nuncio.filter.inline.StreamFilter.Verdict;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.kernel.thread.ManualLoop;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.Opaque;
import io.nuncio.proxy.spi.ConnectionInfo;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.http.EngineStream;
import io.nuncio.proxy.spi.http.LocalReply;
import io.nuncio.proxy.spi.http.StreamFilterMaker;
import io.nuncio.proxy.spi.message.CodecStream;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.HeadPool;
import io.nuncio.proxy.spi.message.Protocol;
import io.nuncio.proxy.spi.message.ResetReason;
import io.nuncio.proxy.spi.message.StreamBytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One stream with scripted filters, brought by a front that writes everything down. The last filter ends the chain. */
final class ChainHarness implements StreamOwner, CodecStream, AutoCloseable {

    final ManualLoop loop = new ManualLoop("test");
    final HeadPool heads = new HeadPool();
    final List<String> log = new ArrayList<>();
    final StreamInfo info = new StreamInfo(0, 0, new ConnectionInfo(1, null, null));
    final HttpStream stream;
    private final Map<String, ScriptedFilter.Plan> plans = new LinkedHashMap<>();
    private final Map<String, ScriptedFilter> made = new LinkedHashMap<>();
    int paused;

    @Nullable
    LocalReply refusal;

    ChainHarness(int limitBytes, String... filters) {
        for (String each : filters) {
            plans.put(each, new ScriptedFilter.Plan());
        }
        ScriptedFilter.Plan last = plan(filters[filters.length - 1]);
        last.terminal = true;
        last.requestHeaders = (f, h, e) -> Verdict.HOLD;
        last.requestData = (f, d, e) -> Verdict.CONSUME;
        last.requestTrailers = (f, h, e) -> Verdict.HOLD;
        stream = new HttpStream(
                new Ground(loop.dispatcher(), heads, name -> null, null, null, limitBytes), this, this, info);
    }

    ScriptedFilter.Plan plan(String name) {
        return Objects.requireNonNull(plans.get(name));
    }

    EngineStream at(String name) {
        return Objects.requireNonNull(made.get(name)).stream;
    }

    // ---- what comes

    ChainHarness request(boolean end, String... fields) {
        Head head = heads.take(Head.Kind.REQUEST);
        head.set(":method", "GET");
        head.set(":path", "/");
        for (int i = 0; i < fields.length; i += 2) {
            head.set(fields[i], fields[i + 1]);
        }
        return run(() -> stream.onHeaders(head, end));
    }

    ChainHarness data(String bytes, boolean end) {
        return run(() -> stream.onData(ByteQueue.ofAscii(bytes), end));
    }

    ChainHarness trailers() {
        Head trailers = heads.take(Head.Kind.REQUEST_TRAILERS);
        trailers.set("t", "1");
        return run(() -> stream.onTrailers(trailers));
    }

    ChainHarness respond(int status, boolean end) {
        return run(() -> last().respondHeaders(answer(status), end));
    }

    ChainHarness respondData(String bytes, boolean end) {
        return run(() -> last().respondData(ByteQueue.ofAscii(bytes), end));
    }

    ChainHarness respondTrailers() {
        Head trailers = heads.take(Head.Kind.RESPONSE_TRAILERS);
        trailers.set("t", "1");
        return run(() -> last().respondTrailers(trailers));
    }

    Head answer(int status) {
        Head head = heads.take(Head.Kind.RESPONSE);
        head.set(":status", Integer.toString(status));
        return head;
    }

    private EngineStream last() {
        return at(List.copyOf(plans.keySet()).getLast());
    }

    ChainHarness run(Runnable event) {
        loop.asCurrent(event);
        loop.runUntilIdle();
        return this;
    }

    /** What was written down since the last time. */
    List<String> seen() {
        List<String> seen = List.copyOf(log);
        log.clear();
        return seen;
    }

    // ---- StreamOwner

    @Override
    public @Nullable LocalReply admit(HttpStream of, Head head, boolean end) {
        return refusal;
    }

    @Override
    public long random(HttpStream of) {
        return 0;
    }

    @Override
    public ImmutableList<ExtensionSpec> chain(HttpStream of) {
        ImmutableList.Builder<ExtensionSpec> chain = ImmutableList.builder();
        plans.forEach((name, plan) -> chain.add(new ExtensionSpec(name, "", Opaque.of(maker(name, plan)))));
        return chain.build();
    }

    private StreamFilterMaker maker(String name, ScriptedFilter.Plan plan) {
        return new StreamFilterMaker() {
            @Override
            public ScriptedFilter make(EngineStream of) {
                ScriptedFilter filter = new ScriptedFilter(name, of, plan, log);
                made.put(name, filter);
                return filter;
            }

            @Override
            public boolean seesDataWhileHolding() {
                return plan.seesDataWhileHolding;
            }

            @Override
            public boolean terminal() {
                return plan.terminal;
            }
        };
    }

    @Override
    public void finishResponse(HttpStream of, Head head, boolean end) {}

    @Override
    public void onComplete(HttpStream of) {
        log.add("log " + info.responseCode() + " " + info.responseCodeDetails());
    }

    // ---- CodecStream

    @Override
    public void sendInterim(Head head) {
        log.add("> " + head.get(":status"));
    }

    @Override
    public void sendHeaders(Head head, boolean end) {
        String grpc = head.get("grpc-status");
        log.add("> " + head.get(":status") + (grpc == null ? "" : " grpc " + grpc) + (end ? " end" : ""));
    }

    @Override
    public void sendData(ByteQueue data, boolean end) {
        log.add("> data " + data.toLatin1() + (end ? " end" : ""));
        data.release();
    }

    @Override
    public void sendTrailers(Head trailers) {
        log.add("> trailers");
    }

    @Override
    public void reset(ResetReason reason) {
        log.add("> reset");
    }

    @Override
    public void readDisable(boolean disable) {
        paused += disable ? 1 : -1;
        log.add(disable ? "> pause" : "> go on");
    }

    @Override
    public Protocol protocol() {
        return Protocol.HTTP_2;
    }

    @Override
    public StreamBytes bytes() {
        throw new IllegalStateException("not asked for here");
    }

    @Override
    public void close() {
        loop.close();
    }
}
