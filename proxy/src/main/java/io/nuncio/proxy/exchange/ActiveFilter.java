package io.nuncio.proxy.exchange;

import io.nuncio.filter.NotOwnerException;
import io.nuncio.filter.Request;
import io.nuncio.filter.Response;
import io.nuncio.filter.StreamGoneException;
import io.nuncio.filter.inline.StreamFilter;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.route.RouteEntry;
import io.nuncio.proxy.spi.NetworkConnection;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.UpstreamClusters;
import io.nuncio.proxy.spi.http.EngineStream;
import io.nuncio.proxy.spi.http.LocalReply;
import io.nuncio.proxy.spi.http.StreamFilterMaker;
import io.nuncio.proxy.spi.http.UpstreamCall;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.HeadPool;
import io.nuncio.proxy.spi.message.StreamAnswers;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One filter of one stream, with what the host lends it. */
final class ActiveFilter implements EngineStream {

    private final HttpStream stream;
    private final String name;
    private final int at;
    private final StreamFilterMaker maker;
    private final StreamFilter filter;
    private final Additions additions;
    /** What the filter asked for during its own callback; done when that has returned. */
    private boolean resumeRequestAsked;

    private boolean resumeResponseAsked;
    private boolean calling;
    private boolean destroyed;
    private int requestHighs;

    ActiveFilter(HttpStream stream, int at, ExtensionSpec spec) {
        this.stream = stream;
        this.additions = new Additions(stream);
        this.at = at;
        this.name = spec.name();
        this.maker = spec.made().as(StreamFilterMaker.class);
        this.filter = maker.make(this);
    }

    StreamFilter filter() {
        return filter;
    }

    String name() {
        return name;
    }

    boolean seesDataWhileHolding() {
        return maker.seesDataWhileHolding();
    }

    void callBegins() {
        calling = true;
    }

    /** The callback has returned: what was asked meanwhile can be done by whoever called. */
    void callEnds() {
        calling = false;
    }

    private <T> Consumer<T> guarded(Consumer<T> code) {
        return value -> stream.guarded(this, () -> code.accept(value));
    }

    /** The last call of the filter is over; what it kept of its stream is dead. */
    void destroyed() {
        destroyed = true;
    }

    /** Whether the filter asked, during its callback, to let the request go on; asked once. */
    boolean takeResumeRequest() {
        boolean asked = resumeRequestAsked;
        resumeRequestAsked = false;
        return asked;
    }

    boolean takeResumeResponse() {
        boolean asked = resumeResponseAsked;
        resumeResponseAsked = false;
        return asked;
    }

    private void live() {
        if (!stream.dispatcher().isThreadSafe()) {
            throw new NotOwnerException("the stream of filter " + name + " belongs to "
                    + stream.dispatcher().name());
        }
        if (destroyed || stream.gone()) {
            throw new StreamGoneException("the stream has ended");
        }
    }

    // ---- Stream

    @Override
    public void resumeRequest() {
        live();
        if (calling && stream.phase().request()) {
            resumeRequestAsked = true;
            return;
        }
        if (!stream.request().stopped(at)) {
            throw new IllegalStateException("filter " + name + " has not stopped the request");
        }
        stream.request().resume(at);
        stream.settle();
    }

    @Override
    public void resumeResponse() {
        live();
        if (calling && stream.phase().response()) {
            resumeResponseAsked = true;
            return;
        }
        int place = stream.responsePlace(at);
        if (!stream.response().stopped(place)) {
            throw new IllegalStateException("filter " + name + " has not stopped the response");
        }
        stream.response().resume(place);
        stream.settle();
    }

    @Override
    public void reply(Response response) {
        live();
        stream.answer().localReply(Replies.of(response));
    }

    @Override
    public void localReply(LocalReply reply) {
        live();
        stream.answer().localReply(reply);
    }

    @Override
    public void reset() {
        live();
        stream.answer().resetByFilter();
    }

    @Override
    public <C> C config(Class<C> type) {
        live();
        Object config = stream.owner().config(stream, at);
        config = config == null ? maker.config() : config;
        if (!type.isInstance(config)) {
            throw new IllegalStateException("filter " + name + " has no configuration of " + type);
        }
        return type.cast(config);
    }

    @Override
    public Cancellable after(Duration delay, Runnable then) {
        live();
        return stream.scope().after(delay, () -> stream.guarded(this, then));
    }

    @Override
    public Cancellable call(String cluster, Request request, Consumer<Response> then, Consumer<Exception> failed) {
        live();
        return stream.scope().call(cluster, request, guarded(then), guarded(failed));
    }

    @Override
    public UpstreamCall open(UpstreamCall.Options options, Head head, boolean end, StreamAnswers answers) {
        live();
        return stream.scope().caller().open(options, head, end, answers);
    }

    @Override
    public Poster poster() {
        live();
        return stream.scope().poster(this);
    }

    // ---- EngineStream

    @Override
    public Dispatcher dispatcher() {
        return stream.dispatcher();
    }

    @Override
    public StreamInfo info() {
        return stream.info();
    }

    @Override
    public @Nullable Head requestHeaders() {
        return stream.gone() ? null : stream.request().head();
    }

    @Override
    public @Nullable Head responseHeaders() {
        return stream.gone() ? null : stream.response().head();
    }

    @Override
    public HeadPool heads() {
        return stream.ground().heads();
    }

    @Override
    public @Nullable NetworkConnection downstream() {
        return stream.ground().downstream();
    }

    @Override
    public UpstreamClusters clusters() {
        return stream.ground().clusters();
    }

    @Override
    public long random() {
        return stream.random();
    }

    @Override
    public @Nullable RouteEntry route() {
        live();
        return stream.route();
    }

    @Override
    public void refreshRoute() {
        live();
        stream.refreshRoute();
    }

    @Override
    public void respondInterim(Head head) {
        live();
        stream.answer().interim(head);
    }

    @Override
    public void respondHeaders(Head head, boolean end) {
        live();
        stream.answer().respond(head, end);
    }

    @Override
    public void respondData(ByteQueue data, boolean end) {
        live();
        stream.response().feed(data, end);
        stream.settle();
    }

    @Override
    public void respondTrailers(Head trailers) {
        live();
        stream.response().finish(trailers);
        stream.settle();
    }

    @Override
    public void addRequestData(ByteQueue data, boolean streaming) {
        live();
        additions.requestData(at, data, streaming);
    }

    @Override
    public void addResponseData(ByteQueue data, boolean streaming) {
        live();
        additions.responseData(at, data, streaming);
    }

    @Override
    public void injectRequestData(ByteQueue data, boolean end) {
        live();
        stream.request().inject(at, data, end);
        stream.settle();
    }

    @Override
    public void injectResponseData(ByteQueue data, boolean end) {
        live();
        stream.response().inject(stream.responsePlace(at), data, end);
        stream.settle();
    }

    @Override
    public void injectRequestTrailers(Head trailers) {
        live();
        stream.request().injectTrailers(at, trailers);
        stream.settle();
    }

    @Override
    public void injectResponseTrailers(Head trailers) {
        live();
        stream.response().injectTrailers(stream.responsePlace(at), trailers);
        stream.settle();
    }

    @Override
    public Head addRequestTrailers() {
        live();
        return additions.requestTrailers();
    }

    @Override
    public Head addResponseTrailers() {
        live();
        return additions.responseTrailers();
    }

    @Override
    public @Nullable ByteQueue heldRequestData() {
        live();
        return stream.request().held();
    }

    @Override
    public @Nullable ByteQueue heldResponseData() {
        live();
        return stream.response().held();
    }

    @Override
    public int bufferLimit() {
        return stream.request().limitBytes();
    }

    @Override
    public void raiseBufferLimit(int bytes) {
        live();
        int limit = stream.request().limitBytes();
        if (limit > 0 && (bytes > limit || bytes == 0)) {
            stream.request().limitBytes(bytes);
            stream.response().limitBytes(bytes);
        }
    }

    @Override
    public void requestAboveHighWatermark() {
        live();
        requestHighs++;
        stream.readDisable(true);
    }

    @Override
    public void requestBelowLowWatermark() {
        live();
        if (requestHighs == 0) {
            throw new IllegalStateException("filter " + name + " was not above its high watermark");
        }
        requestHighs--;
        stream.readDisable(false);
    }

    @Override
    public void responseAboveHighWatermark() {
        live();
        stream.wayOut().above();
    }

    @Override
    public void responseBelowLowWatermark() {
        live();
        stream.wayOut().below();
    }

    @Override
    public void subscribe(WatermarkAnswers answers) {
        live();
        stream.wayOut().subscribe(Objects.requireNonNull(answers));
    }

    @Override
    public void unsubscribe(WatermarkAnswers answers) {
        stream.wayOut().unsubscribe(answers);
    }

    @Override
    public boolean recreate() {
        live();
        return stream.recreate();
    }
}
