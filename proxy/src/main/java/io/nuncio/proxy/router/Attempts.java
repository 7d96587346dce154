package io.nuncio.proxy.router;

import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.kernel.stats.Counter;
import io.nuncio.proxy.router.RetryState.Outcome;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spi.HttpQuery;
import io.nuncio.proxy.spi.NetworkConnection;
import io.nuncio.proxy.spi.ResponseFlag;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.UpstreamCluster;
import io.nuncio.proxy.spi.UpstreamHost;
import io.nuncio.proxy.spi.UpstreamInfo;
import io.nuncio.proxy.spi.http.EngineStream;
import io.nuncio.proxy.spi.message.CodecStream;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.ResetReason;
import org.jspecify.annotations.Nullable;

/**
 * The tries of one request: those under way, those still to come, and what becomes of their outcomes. The first that brings
 * a response which is not tried again is the one whose response the client gets.
 */
final class Attempts implements HttpQuery {

    private static final int GATEWAY_TIMEOUT = 504;
    private static final int REQUEST_TIMEOUT = 408;

    private final Router router;
    private final Forwarding of;
    private final EngineStream stream;
    private @Nullable KeptRequest kept;
    private final OpenTries open = new OpenTries();
    private @Nullable RetryState retry;

    /** Retries that wait for their time. */
    private int toCome;

    private int count = 1;
    private boolean responseStarted;

    Attempts(Router router, Forwarding of, EngineStream stream) {
        this.router = router;
        this.of = of;
        this.stream = stream;
    }

    void retry(@Nullable RetryState state) {
        retry = state;
    }

    /** Whether another try may follow, so that the request has to be kept. */
    boolean mayRetry() {
        return retry != null;
    }

    /** What is kept for another try. */
    KeptRequest kept() {
        if (kept == null) {
            kept = new KeptRequest();
        }
        return kept;
    }

    // ---- HttpQuery

    @Override
    public boolean highPriority() {
        return of.highPriority();
    }

    @Override
    public @Nullable NetworkConnection downstream() {
        return stream.downstream();
    }

    @Override
    public boolean avoid(UpstreamHost host) {
        return retry != null && retry.avoid(host);
    }

    @Override
    public int attemptsMax() {
        return retry == null ? 1 : retry.attemptsMax();
    }

    // ---- those under way

    /** Those under way. */
    OpenTries open() {
        return open;
    }

    /** How many there were, this one included. */
    int count() {
        return count;
    }

    boolean responseStarted() {
        return responseStarted;
    }

    /** Begins a try. */
    UpstreamRequest start(UpstreamCluster cluster, boolean end) {
        UpstreamRequest made = new UpstreamRequest(router, of, this);
        open.add(made);
        made.start(cluster, end);
        return made;
    }

    private boolean othersMayAnswer() {
        return toCome > 0 || open.anyAwaitsHeaders();
    }

    /** No more retries. */
    void stopRetrying() {
        if (retry != null) {
            retry.close();
            retry = null;
        }
        toCome = 0;
        if (kept != null) {
            kept.drop();
        }
    }

    /** Gives everything up. */
    void close() {
        stopRetrying();
        for (UpstreamRequest each = open.poll(); each != null; each = open.poll()) {
            each.reset();
        }
    }

    // ---- a try has a stream, or has none

    void onReady(CodecStream opened, UpstreamHost host, StreamInfo connection) {
        tried(host);
        of.forGroups(each -> each.rqTotal.inc());
        UpstreamInfo upstream = router.info().upstream();
        upstream.attempted(host);
        UpstreamInfo its = connection.upstream();
        upstream.connection(connection.connection().connectionId(), its.localAddress(), its.remoteAddress());
        upstream.connectTimes(its.connectStartNs(), its.connectEndNs());
        upstream.protocol(opened.protocol().toString());
    }

    private void tried(@Nullable UpstreamHost host) {
        if (host == null) {
            return;
        }
        if (retry != null) {
            retry.attempted(host);
        }
        router.info().upstream().host(host);
    }

    void onNoHost(UpstreamRequest from) {
        open.remove(from);
        router.noHealthyUpstream();
    }

    /** There was no response, or not all of one. */
    void onFailed(UpstreamRequest from, ResetReason reason, String transportFailureReason, boolean hadStream) {
        if (!hadStream) {
            tried(from.host());
            router.info().upstream().transportFailureReason(transportFailureReason);
        }
        if (retriesAfter(reason, from, hadStream)) {
            return;
        }
        Charges.abort(of, router, from, Abort.status(reason));
        open.remove(from);
        if (!othersMayAnswer()) {
            router.abort(Abort.of(reason, transportFailureReason, count > 1, responseStarted));
        }
    }

    private boolean retriesAfter(ResetReason reason, UpstreamRequest from, boolean requestStarted) {
        RetryState state = retry;
        if (responseStarted || state == null || from.retried()) {
            return false;
        }
        Outcome outcome = state.onReset(reason, requestStarted, this::again);
        if (outcome != Outcome.YES) {
            flagged(outcome);
            return false;
        }
        toCome++;
        Charges.error(from);
        open.remove(from);
        return true;
    }

    /** Whether it could have been tried again, but was not. */
    private boolean flagged(Outcome outcome) {
        switch (outcome) {
            case OVERFLOW -> router.info().flags().add(ResponseFlag.UPSTREAM_OVERFLOW);
            case LIMIT_EXCEEDED -> router.info().flags().add(ResponseFlag.UPSTREAM_RETRY_LIMIT_EXCEEDED);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** The time of a retry has come. */
    private void again() {
        count++;
        toCome--;
        router.info().attemptCount(count);
        UpstreamCluster cluster = of.findCluster();
        if (cluster == null) {
            router.noHealthyUpstream();
            return;
        }
        of.prepareAgain(count, router.elapsedMs());
        boolean complete = router.requestComplete();
        KeptRequest again = kept();
        Head trailers = again.trailers();
        UpstreamRequest made = start(cluster, complete && trailers == null && !again.hasBody());
        ByteQueue body = made.is(open.current()) ? again.body() : null;
        if (body != null) {
            made.data(body, complete && trailers == null);
        }
        if (trailers != null && made.is(open.current())) {
            made.trailers(trailers);
        }
    }

    // ---- a response comes

    void onInterim(UpstreamRequest from, Head head) {
        Charges.code(of, (int) head.number(HeaderNames.STATUS), from.host(), false);
        chosen(from);
        stopRetrying();
        stream.respondInterim(head);
    }

    /** This one's response goes to the client: no other is wanted. */
    private void chosen(UpstreamRequest from) {
        responseStarted = true;
        open.keepOnly(from);
    }

    void onHeaders(UpstreamRequest from, Head head, boolean end) {
        RetryState state = retry;
        boolean couldNotRetry = false;
        if (state != null && from.retried()) {
            couldNotRetry = state.wouldRetry(head);
        } else if (state != null) {
            Outcome outcome = state.onHeaders(head, this::again);
            if (outcome == Outcome.YES) {
                retryAfter(from, head, end);
                return;
            }
            couldNotRetry = flagged(outcome);
        }
        if (couldNotRetry) {
            open.remove(from);
            if (othersMayAnswer()) {
                Charges.error(from);
                head.release();
                from.reset();
                return;
            }
            open.add(from);
        }
        stopRetrying();
        router.finishResponse(from, head, end);
        chosen(from);
        if (end) {
            complete(from);
        }
        stream.respondHeaders(head, end);
    }

    private void retryAfter(UpstreamRequest from, Head head, boolean end) {
        toCome++;
        Charges.error(from);
        Charges.retried(of, (int) head.number(HeaderNames.STATUS));
        head.release();
        open.remove(from);
        if (end && from.requestEnded()) {
            from.finished();
        } else {
            from.reset();
        }
    }

    void onData(UpstreamRequest from, ByteQueue data, boolean end) {
        if (end) {
            if (from.grpcOutcomeOpen()) {
                Charges.error(from);
            }
            // A response that ends before its request resets the try, and that drops what the try has lent.
            boolean early = !router.requestComplete() || !from.requestEnded();
            ByteQueue last = early ? new ByteQueue() : data;
            if (early) {
                last.moveFrom(data);
            }
            complete(from);
            stream.respondData(last, true);
            return;
        }
        stream.respondData(data, false);
    }

    void onTrailers(UpstreamRequest from, Head trailers) {
        Charges.trailers(from, trailers);
        complete(from);
        stream.respondTrailers(trailers);
    }

    /** The response is complete. */
    private void complete(UpstreamRequest from) {
        open.remove(from);
        if (router.requestComplete() && from.requestEnded()) {
            from.finished();
        } else {
            from.reset();
        }
        router.responseComplete(from);
    }

    // ---- time

    /**
     * A try has taken too long.
     *
     * @param counted where it is counted
     * @param details of the answer, if it is not tried again
     */
    void onTryTimeout(UpstreamRequest from, Counter counted, String details) {
        if (of.hedges()) {
            hedge(from);
            return;
        }
        counted.inc();
        UpstreamHost host = from.host();
        if (host != null) {
            host.countTimeout();
        }
        from.reset();
        if (retriesAfter(ResetReason.LOCAL_RESET, from, true)) {
            return;
        }
        Charges.abort(of, router, from, of.timeoutStatus());
        open.remove(from);
        router.abortForTime(details);
    }

    /** The try goes on, and another begins beside it. */
    private void hedge(UpstreamRequest from) {
        RetryState state = retry;
        if (responseStarted || state == null) {
            return;
        }
        Outcome outcome = state.onHedge(this::again);
        if (outcome == Outcome.YES) {
            toCome++;
            from.markRetried();
        } else {
            flagged(outcome);
        }
    }

    void onMaxDuration(UpstreamRequest from) {
        of.requests().rqMaxDurationReached.inc();
        from.reset();
        if (retriesAfter(ResetReason.LOCAL_RESET, from, true)) {
            return;
        }
        open.remove(from);
        router.abort(new Abort(
                router.requestComplete() ? GATEWAY_TIMEOUT : REQUEST_TIMEOUT,
                ResponseFlag.UPSTREAM_MAX_STREAM_DURATION_REACHED,
                "upstream max stream duration reached",
                "upstream_max_stream_duration_reached",
                false));
    }

    /** The time of the whole request is over. */
    void onTimeout() {
        for (UpstreamRequest each = open.poll(); each != null; each = open.poll()) {
            of.requests().rqTimeout.inc();
            of.forGroups(group -> group.rqTimeout.inc());
            UpstreamHost host = each.host();
            if (host != null) {
                host.countTimeout();
            }
            if (each.awaitingHeaders()) {
                Charges.abort(of, router, each, of.timeoutStatus());
            }
            each.reset();
        }
    }
}
