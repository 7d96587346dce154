package io.nuncio.proxy.exchange;

import com.google.common.collect.ImmutableList;
import io.nuncio.filter.inline.StreamFilter.Verdict;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.kernel.thread.Deletable;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.proxy.exchange.StreamOwner.ResetBy;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.route.RouteEntry;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.http.LocalReply;
import io.nuncio.proxy.spi.http.QueueBytes;
import io.nuncio.proxy.spi.message.CodecStream;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.ResetReason;
import io.nuncio.proxy.wire.http.RequestAnswers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request from its first header to its access log, brought by a codec, an internal call, the admin or the test kit
 * ({@link RequestAnswers}), who gets the answer ({@link CodecStream}). Confined to its dispatcher.
 *
 * <p>Ends exactly once: filters are told that all is over, logs are written, filters are destroyed, in this order; then it
 * is deleted between two events.
 */
public final class HttpStream implements RequestAnswers, Deletable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpStream.class);

    private final Ground ground;
    private final CodecStream front;
    private final StreamOwner owner;
    private final StreamInfo info;
    private final Answer answer = new Answer(this);
    final QueueBytes lent = new QueueBytes();
    private final WayOut wayOut = new WayOut();
    private final RouteChoice route = new RouteChoice();
    private final FilterRow filters = new FilterRow();
    private Scope scope;
    private final Pass request;
    private final Pass response;
    private Phase phase = Phase.NONE;
    private @Nullable Head requestHead;
    private boolean head;
    private boolean grpc;
    private boolean unread;
    private boolean gone;
    private boolean admitted;

    /** A stream that waits for its request. */
    public HttpStream(Ground ground, CodecStream front, StreamOwner owner, StreamInfo info) {
        this.ground = ground;
        this.front = front;
        this.owner = owner;
        this.info = info;
        this.scope = new Scope(ground.dispatcher(), ground.caller());
        this.request = new Pass(new RequestTrack(this));
        this.response = new Pass(new ResponseTrack(this));
    }

    /** What happens to it. */
    public StreamInfo info() {
        return info;
    }

    /** Where the answer goes. */
    public CodecStream front() {
        return front;
    }

    /** The head of the request, as far as there is one. */
    public @Nullable Head requestHead() {
        return requestHead;
    }

    /** Whether the whole request has come. */
    public boolean requestComplete() {
        return request.complete();
    }

    /** Answers in place of the upstream, for whoever brought the request: a timeout, say. */
    public void reply(LocalReply reply) {
        makeChain();
        answer.localReply(reply);
    }

    /** The route of the request, looked up when it is first asked for; null if there is none. */
    public @Nullable RouteEntry route() {
        return route.get(this);
    }

    void refreshRoute() {
        route.forget();
    }

    long random() {
        return owner.random(this);
    }

    Ground ground() {
        return ground;
    }

    Dispatcher dispatcher() {
        return ground.dispatcher();
    }

    Scope scope() {
        return scope;
    }

    Pass request() {
        return request;
    }

    Pass response() {
        return response;
    }

    Phase phase() {
        return phase;
    }

    boolean gone() {
        return gone;
    }

    /** Whether the codec could not read the request. */
    boolean unread() {
        return unread;
    }

    Answer answer() {
        return answer;
    }

    StreamOwner owner() {
        return owner;
    }

    /** Whether the owner let the request in: only then its route counts. */
    boolean admitted() {
        return admitted;
    }

    /** Whether the request is gRPC: as it was when it came, whatever filters do to it. */
    boolean grpc() {
        return grpc;
    }

    /** Whether the request's method is HEAD: as it was when it came. */
    boolean headRequest() {
        return head;
    }

    ActiveFilter filter(int at) {
        return filters.get(at);
    }

    int filterCount() {
        return filters.count();
    }

    /** Where a filter stands in the order of responses. */
    int responsePlace(int at) {
        return filters.count() - 1 - at;
    }

    // ---- from whoever brings the request

    @Override
    public void onHeaders(Head arrived, boolean end) {
        info.downstreamRx(dispatcher().approximateMonotonicNs());
        requestHead = arrived;
        info.requestHeaders(arrived);
        head = arrived.valueEquals(HeaderNames.METHOD, "HEAD");
        grpc = Replies.isGrpc(arrived);
        LocalReply refusal = owner.admit(this, arrived, end);
        if (gone) {
            return;
        }
        makeChain();
        admitted = refusal == null;
        if (refusal != null) {
            request.sourceEnded(end);
            answer.localReply(refusal);
        } else {
            request.start(arrived, end);
        }
        settle();
    }

    @Override
    public void onData(ByteQueue data, boolean end) {
        info.addBytesReceived(data.readableBytes());
        info.downstreamRx(dispatcher().approximateMonotonicNs());
        if (gone || answer.sent() || answer.replied()) {
            data.release();
            request.sourceEnded(end);
            return;
        }
        request.feed(data, end);
        settle();
    }

    @Override
    public void onTrailers(Head trailers) {
        if (gone || answer.sent() || answer.replied()) {
            trailers.release();
            request.sourceEnded(true);
            return;
        }
        request.finish(trailers);
        settle();
    }

    @Override
    public void onRefused(int status, String details) {
        if (gone) {
            return;
        }
        makeChain();
        unread = true;
        answer.localReply(LocalReply.of(status, Replies.reason(status), details));
        settle();
    }

    @Override
    public void onReset(ResetReason reason, String details) {
        if (gone) {
            return;
        }
        owner.onReset(this, ResetBy.CLIENT);
        answer.resetByClient(reason, details);
        end();
    }

    @Override
    public void onAboveWriteHighWatermark() {
        wayOut.above();
    }

    @Override
    public void onBelowWriteLowWatermark() {
        wayOut.below();
    }

    WayOut wayOut() {
        return wayOut;
    }

    void readDisable(boolean disable) {
        if (!gone) {
            owner.readDisabled(this, disable);
            front.readDisable(disable);
        }
    }

    private void makeChain() {
        if (filters.count() > 0) {
            return;
        }
        ImmutableList<ExtensionSpec> chain = owner.chain(this);
        filters.size(chain.size());
        request.begin(ground.bufferLimitBytes());
        response.begin(ground.bufferLimitBytes());
        filters.make(this, chain);
    }

    /** A filter's callback begins. */
    void enter(ActiveFilter active, Phase during, @Nullable ByteQueue data) {
        phase = during;
        active.callBegins();
        lent.lend(data);
    }

    /**
     * A filter's callback has returned. What it asked for meanwhile is done now: a reply, a reset, to let things go on.
     *
     * @return null if the stream does not go on here
     */
    @Nullable
    Verdict exit(ActiveFilter active, Phase during, @Nullable Verdict verdict) {
        lent.lend(null);
        active.callEnds();
        phase = Phase.NONE;
        if (gone || verdict == null) {
            return null;
        }
        if (answer.doWhatWasAsked()) {
            return null;
        }
        boolean resumed =
                during.request() && active.takeResumeRequest() || during.response() && active.takeResumeResponse();
        return resumed ? Verdict.CONTINUE : verdict;
    }

    /** A filter threw something. */
    void failed(ActiveFilter active, Throwable failure) {
        phase = Phase.NONE;
        LOG.warn("filter {} failed", active.name(), failure);
        if (!gone) {
            answer.failed(active.name());
        }
    }

    /** Runs something of a filter outside its callbacks: a timer. */
    void guarded(ActiveFilter active, Runnable code) {
        if (gone) {
            return;
        }
        try {
            code.run();
        } catch (RuntimeException | StackOverflowError failure) {
            failed(active, failure);
        }
        settle();
    }

    void illegal(int at, String what) {
        String name = filters.get(at).name();
        LOG.warn("filter {} gave a verdict that makes no sense: {}", name, what);
        answer.illegal(name);
    }

    boolean recreate() {
        Head again = request.head();
        if (again == null
                || !request.complete()
                || request.held() != null
                || info.bytesReceived() > 0
                || answer.headersSent()) {
            return false;
        }
        leave();
        filters.clear();
        scope = new Scope(ground.dispatcher(), ground.caller());
        answer.forget();
        makeChain();
        dispatcher().post(() -> {
            if (!gone) {
                request.start(again, true);
                settle();
            }
        });
        return true;
    }

    /** Ends the stream if both directions are over. Called when an event has been dealt with. */
    void settle() {
        if (gone || phase != Phase.NONE || !answer.sent()) {
            return;
        }
        if (!request.complete()) {
            // The answer is complete and the request is not: nobody wants the rest.
            owner.onReset(this, ResetBy.EARLY_ANSWER);
            front.reset(ResetReason.LOCAL_RESET);
        }
        end();
    }

    void end() {
        if (gone) {
            return;
        }
        gone = true;
        info.complete(dispatcher().approximateMonotonicNs());
        filters.complete(Replies.summary(info));
        owner.onComplete(this);
        leave();
        dispatcher().deferredDelete(this);
    }

    private void leave() {
        scope.close();
        filters.destroy();
        request.release();
        response.release();
        wayOut.forgetSubscribers();
    }

    /** The arrays of the heads serve others from now on. */
    @Override
    public void delete() {
        Replies.release(requestHead, request.trailers());
        Replies.release(response.head(), response.trailers());
    }
}
