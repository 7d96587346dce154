package io.nuncio.proxy.router;

import io.nuncio.filter.Headers;
import io.nuncio.filter.Summary;
import io.nuncio.filter.inline.Bytes;
import io.nuncio.filter.inline.MutableHeaders;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.kernel.thread.Timer;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.route.DirectResponseSpec;
import io.nuncio.proxy.spec.route.ForwardSpec;
import io.nuncio.proxy.spec.route.RedirectSpec;
import io.nuncio.proxy.spec.route.RouteActionSpec;
import io.nuncio.proxy.spec.route.RouteEntry;
import io.nuncio.proxy.spi.ResponseFlag;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.http.EngineFilter;
import io.nuncio.proxy.spi.http.EngineStream;
import io.nuncio.proxy.spi.http.EngineStream.WatermarkAnswers;
import io.nuncio.proxy.spi.http.LocalReply;
import io.nuncio.proxy.spi.http.QueueBytes;
import io.nuncio.proxy.spi.message.Head;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The filter that ends the chain of one request: takes it upstream by its route and brings the answer back. What is done
 * and when, down to texts and counters, is what Envoy's router does.
 */
final class Router implements EngineFilter, WatermarkAnswers {

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;
    private static final int GATEWAY_TIMEOUT = 504;
    private static final int INSUFFICIENT_STORAGE = 507;
    private static final long NS_PER_MS = 1_000_000;
    private static final long NOT_YET = Long.MIN_VALUE;

    private final RouterMaker maker;
    private final EngineStream stream;

    /** Both are there once it is known that the request goes upstream. */
    private @Nullable Forwarding forwarding;

    private @Nullable Attempts attempts;

    private @Nullable Mirrors mirrors;

    private @Nullable Timer timeout;
    private long requestCompleteNs = NOT_YET;
    private int clientHighs;
    private boolean destroyed;

    Router(RouterMaker maker, EngineStream stream) {
        this.maker = maker;
        this.stream = stream;
    }

    // ---- the request

    @Override
    public Verdict onRequestHeaders(MutableHeaders headers, boolean end) {
        Head head = (Head) headers;
        stats().rqTotal.inc();
        RouteEntry route = stream.route();
        if (route == null) {
            stats().noRoute.inc();
            stream.localReply(LocalReply.of(NOT_FOUND, "", "route_not_found").flagged(ResponseFlag.NO_ROUTE_FOUND));
            return Verdict.HOLD;
        }
        switch (route.route().action()) {
            case RedirectSpec redirect -> direct(DirectReplies.of(redirect, route, head));
            case DirectResponseSpec answer -> direct(DirectReplies.of(answer, route, head));
            case RouteActionSpec.None none -> noCluster(UNAVAILABLE);
            case ForwardSpec forward -> forward(new Forwarding(maker.spec(), stream, route, forward, head), end);
        }
        return Verdict.HOLD;
    }

    private void direct(LocalReply reply) {
        stats().rqDirectResponse.inc();
        stream.localReply(reply);
    }

    private void noCluster(int status) {
        stats().noCluster.inc();
        stream.localReply(LocalReply.of(status, "", "cluster_not_found").flagged(ResponseFlag.NO_CLUSTER_FOUND));
    }

    private void forward(Forwarding of, boolean end) {
        if (of.findCluster() == null) {
            noCluster(of.forward().clusterNotFoundStatus());
            return;
        }
        info().upstreamCluster(of.cluster().spec());
        of.group(maker.groups(stream.dispatcher()));
        HeaderName invalid = StrictFields.firstInvalid(maker.spec().strictHeaders(), of.head());
        if (invalid != null) {
            stream.localReply(LocalReply.of(
                            BAD_REQUEST,
                            "invalid header '" + invalid + "' with value '"
                                    + of.head().first(invalid) + "'",
                            "request_headers_failed_strict_check{" + invalid + "}")
                    .flagged(ResponseFlag.INVALID_ENVOY_REQUEST_HEADERS));
            return;
        }
        forwarding = of;
        Attempts tries = new Attempts(this, of, stream);
        attempts = tries;
        tries.retry(of.prepare());
        stream.subscribe(this);
        info().attemptCount(1);
        mirrors = Mirrors.of(of.forward().mirrors(), stream, of.head());
        Head copied = mirrors == null ? null : of.head().copy();
        tries.start(of.cluster(), end);
        if (mirrors != null && copied != null) {
            // The copy was made before a host was chosen, whose name the authority may become.
            mirrors.start(copied, of.timeouts().globalMs(), end);
            copied.release();
        }
        if (end) {
            requestCompletes();
        }
    }

    @Override
    public Verdict onRequestData(Bytes bytes, boolean end) {
        ByteQueue data = ((QueueBytes) bytes).queue();
        Attempts tries = Objects.requireNonNull(attempts);
        if (mirrors != null) {
            mirrors.data(data, end);
        }
        if (tries.mayRetry() && !keep(data, tries)) {
            return Verdict.CONSUME;
        }
        UpstreamRequest current = tries.open().current();
        if (current != null) {
            current.data(data, end);
        } else if (!tries.mayRetry()) {
            cleanUp();
            stream.localReply(reply(
                    UNAVAILABLE,
                    "upstream is closed prematurely during decoding data from downstream",
                    "upstream_reset_before_response_started"));
        }
        if (end) {
            requestCompletes();
        }
        return Verdict.CONSUME;
    }

    /**
     * Keeps the data for another try. Beyond the limit nothing is tried again.
     *
     * @return false if there is no try under way that could take it now: the request has been answered
     */
    private boolean keep(ByteQueue data, Attempts tries) {
        if (tries.kept().keep(data, forwarding().bufferLimit())) {
            return true;
        }
        forwarding().requests().retryOrShadowAbandoned.inc();
        tries.stopRetrying();
        if (tries.open().current() != null) {
            return true;
        }
        cleanUp();
        stream.localReply(reply(
                INSUFFICIENT_STORAGE,
                "exceeded request buffer limit while retrying upstream",
                "request_payload_exceeded_retry_buffer_limit"));
        return false;
    }

    @Override
    public Verdict onRequestTrailers(MutableHeaders headers) {
        Head trailers = (Head) headers;
        Attempts tries = Objects.requireNonNull(attempts);
        if (mirrors != null) {
            mirrors.trailers(trailers);
        }
        if (tries.mayRetry()) {
            tries.kept().trailers(trailers);
        }
        UpstreamRequest current = tries.open().current();
        if (current != null) {
            current.trailers(trailers);
        }
        requestCompletes();
        return Verdict.HOLD;
    }

    private void requestCompletes() {
        requestCompleteNs = nowNs();
        Attempts tries = attempts;
        if (tries == null || tries.open().current() == null) {
            return;
        }
        if (forwarding().timeouts().globalMs() > 0) {
            timeout = timer(this::onTimeout, forwarding().timeouts().globalMs());
        }
        tries.open().startPerTry();
    }

    private void onTimeout() {
        Objects.requireNonNull(attempts).onTimeout();
        abortForTime("response_timeout");
    }

    // ---- what tries ask

    RouterStats stats() {
        return maker.stats();
    }

    StreamInfo info() {
        return stream.info();
    }

    long nowNs() {
        return stream.dispatcher().approximateMonotonicNs();
    }

    private Forwarding forwarding() {
        return Objects.requireNonNull(forwarding);
    }

    /** What may wait of the request for a stream to upstream; 0 for no limit. */
    int clientBufferLimit() {
        return stream.bufferLimit();
    }

    boolean requestComplete() {
        return requestCompleteNs != NOT_YET;
    }

    /** Whether the client gets a response from upstream. */
    boolean responseStarted() {
        return attempts != null && attempts.responseStarted();
    }

    /** Since the request was complete; 0 if it is not. */
    long elapsedMs() {
        return requestComplete() ? (nowNs() - requestCompleteNs) / NS_PER_MS : 0;
    }

    Timer timer(Runnable callback, long delayMs) {
        Timer made = stream.dispatcher().createTimer(callback);
        made.enableMs(delayMs);
        return made;
    }

    // ---- the answer

    /** The head of the response that goes to the client: adds what belongs there, and counts it. */
    void finishResponse(UpstreamRequest from, Head response, boolean end) {
        Forwarding of = forwarding();
        if (requestComplete() && of.addsEnvoyHeaders()) {
            response.set(HeaderNames.X_ENVOY_UPSTREAM_SERVICE_TIME, elapsedMs());
        }
        Charges.response(of, from, response, end);
        info().responseHeaders(response);
        info().responseCode((int) response.number(HeaderNames.STATUS));
        info().responseCodeDetails("via_upstream");
        of.finishResponse(response, tries());
    }

    private int tries() {
        return attempts == null ? 1 : attempts.count();
    }

    void responseComplete(UpstreamRequest from) {
        if (requestComplete()) {
            Charges.time(forwarding(), elapsedMs(), from.canary());
        }
        cleanUp();
    }

    void noHealthyUpstream() {
        Charges.code(forwarding(), UNAVAILABLE, null, false);
        cleanUp();
        stream.localReply(reply(UNAVAILABLE, "no healthy upstream", "no_healthy_upstream")
                .flagged(ResponseFlag.NO_HEALTHY_UPSTREAM));
    }

    /** No response in time. */
    void abortForTime(String details) {
        int status = forwarding().timeoutStatus();
        String body = status == GATEWAY_TIMEOUT ? "upstream request timeout" : "";
        abort(new Abort(status, ResponseFlag.UPSTREAM_REQUEST_TIMEOUT, body, details, false));
    }

    /** Answers in place of the upstream, or ends the answer that has begun. */
    void abort(Abort why) {
        info().flags().add(why.flag());
        cleanUp();
        LocalReply reply = reply(why.status(), why.body(), why.details());
        boolean tells = why.dropped() && forwarding().addsEnvoyHeaders();
        stream.localReply(tells ? reply.withHeaders(reply.headers().with("x-envoy-overloaded", "true")) : reply);
    }

    private LocalReply reply(int status, String body, String details) {
        LocalReply reply = LocalReply.of(status, body, details);
        return forwarding().tellsAttempts()
                ? reply.withHeaders(Headers.of("x-envoy-attempt-count", Integer.toString(tries())))
                : reply;
    }

    /** Times and retries end; what is under way goes on. */
    private void cleanUp() {
        if (attempts != null) {
            attempts.stopRetrying();
        }
        if (timeout != null) {
            timeout.close();
            timeout = null;
        }
    }

    // ---- back-pressure

    void pauseClient() {
        forwarding().requests().flowControlBackedUp.inc();
        if (!destroyed) {
            stream.requestAboveHighWatermark();
        }
    }

    void resumeClient() {
        forwarding().requests().flowControlDrained.inc();
        if (!destroyed) {
            stream.requestBelowLowWatermark();
        }
    }

    /** How often the client's high mark is exceeded. */
    int clientHighs() {
        return clientHighs;
    }

    @Override
    public void onAboveWriteHighWatermark() {
        clientHighs++;
        forwarding().requests().flowControlPausedReading.inc();
        Objects.requireNonNull(attempts).open().readDisable(true);
    }

    @Override
    public void onBelowWriteLowWatermark() {
        clientHighs--;
        forwarding().requests().flowControlResumedReading.inc();
        Objects.requireNonNull(attempts).open().readDisable(false);
    }

    // ---- the end

    @Override
    public void onComplete(Summary summary) {
        if (attempts != null) {
            attempts.open().account();
        }
    }

    @Override
    public void onDestroy() {
        destroyed = true;
        stream.unsubscribe(this);
        if (mirrors != null) {
            mirrors.close();
        }
        if (attempts != null) {
            attempts.close();
        }
        cleanUp();
    }
}
