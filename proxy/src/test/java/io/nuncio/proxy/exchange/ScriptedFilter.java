package io.nuncio.proxy.exchange;

import io.nuncio.filter.Summary;
import io.nuncio.filter.inline.Bytes;
import io.nuncio.filter.inline.MutableHeaders;
import io.nuncio.proxy.spi.http.EngineFilter;
import io.nuncio.proxy.spi.http.EngineStream;
import io.nuncio.proxy.spi.http.QueueBytes;
import java.util.List;

/** A filter that writes down what it sees and does what the test says. */
final class ScriptedFilter implements EngineFilter {

    /** What to do with a head or trailers. */
    interface OnHeaders {
        Verdict with(ScriptedFilter filter, MutableHeaders headers, boolean end);
    }

    /** What to do with data. */
    interface OnData {
        Verdict with(ScriptedFilter filter, QueueBytes data, boolean end);
    }

    final String name;
    final EngineStream stream;
    private final Plan plan;
    private final List<String> log;

    /** What the filters of one name do, in every stream. */
    static final class Plan {
        OnHeaders requestHeaders = (f, h, e) -> Verdict.CONTINUE;
        OnData requestData = (f, d, e) -> Verdict.CONTINUE;
        OnHeaders requestTrailers = (f, h, e) -> Verdict.CONTINUE;
        OnHeaders interim = (f, h, e) -> Verdict.CONTINUE;
        OnHeaders responseHeaders = (f, h, e) -> Verdict.CONTINUE;
        OnData responseData = (f, d, e) -> Verdict.CONTINUE;
        OnHeaders responseTrailers = (f, h, e) -> Verdict.CONTINUE;
        boolean resetsOnLocalReply;
        boolean seesDataWhileHolding = true;
        boolean terminal;
    }

    ScriptedFilter(String name, EngineStream stream, Plan plan, List<String> log) {
        this.name = name;
        this.stream = stream;
        this.plan = plan;
        this.log = log;
    }

    private void saw(String what, boolean end) {
        log.add(name + " " + what + (end ? " end" : ""));
    }

    @Override
    public Verdict onRequestHeaders(MutableHeaders headers, boolean end) {
        saw("req", end);
        return plan.requestHeaders.with(this, headers, end);
    }

    @Override
    public Verdict onRequestData(Bytes data, boolean end) {
        saw("req data " + latin1(data), end);
        return plan.requestData.with(this, (QueueBytes) data, end);
    }

    @Override
    public Verdict onRequestTrailers(MutableHeaders trailers) {
        saw("req trailers", false);
        return plan.requestTrailers.with(this, trailers, true);
    }

    @Override
    public Verdict onInterimResponse(MutableHeaders headers) {
        saw("1xx", false);
        return plan.interim.with(this, headers, false);
    }

    @Override
    public Verdict onResponseHeaders(MutableHeaders headers, boolean end) {
        saw("resp " + headers.get(":status"), end);
        return plan.responseHeaders.with(this, headers, end);
    }

    @Override
    public Verdict onResponseData(Bytes data, boolean end) {
        saw("resp data " + latin1(data), end);
        return plan.responseData.with(this, (QueueBytes) data, end);
    }

    @Override
    public Verdict onResponseTrailers(MutableHeaders trailers) {
        saw("resp trailers", false);
        return plan.responseTrailers.with(this, trailers, true);
    }

    @Override
    public boolean onLocalReply(int status, String details) {
        saw("local reply " + status, false);
        return !plan.resetsOnLocalReply;
    }

    @Override
    public void onComplete(Summary summary) {
        saw("complete", false);
    }

    @Override
    public void onDestroy() {
        saw("destroy", false);
    }

    static String latin1(Bytes data) {
        return new String(data.copy(), java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
