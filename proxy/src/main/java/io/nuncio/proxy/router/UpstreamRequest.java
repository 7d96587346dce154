package io.nuncio.proxy.router;

import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.kernel.thread.Timer;
import io.nuncio.proxy.spi.PoolFailure;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.UpstreamAnswers;
import io.nuncio.proxy.spi.UpstreamCluster;
import io.nuncio.proxy.spi.UpstreamHost;
import io.nuncio.proxy.spi.UpstreamInfo;
import io.nuncio.proxy.spi.message.CodecStream;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.ResetReason;
import org.jspecify.annotations.Nullable;

/**
 * One try of a request: waits for a stream to a host, writes the request to it, and hands what comes back to its
 * {@link Router}. Back-pressure passes through it both ways: an upstream that does not keep up pauses the client, a client
 * that does not keep up pauses the upstream.
 */
final class UpstreamRequest implements UpstreamAnswers {

    private final Router router;
    private final Forwarding of;
    private final Attempts attempts;
    private UpstreamCluster.@Nullable Pending pending;
    private @Nullable CodecStream stream;
    private @Nullable UpstreamHost host;

    /** What came of the request before there was a stream. */
    private @Nullable ByteQueue waiting;

    private @Nullable Head waitingTrailers;
    private @Nullable Timer perTry;
    private @Nullable Timer perTryIdle;
    private @Nullable Timer maxDuration;

    /** How often this has made the client pause. */
    private int clientPauses;

    private boolean waitingAbove;
    private boolean answered;
    private boolean gone;
    private boolean endAtHead;
    private boolean requestEnded;
    private boolean awaitingHeaders = true;
    private boolean retried;
    private boolean grpcOutcomeOpen;
    private boolean canary;
    private boolean accounted;

    /** Another one of the same request: {@link Attempts} chains those under way. */
    @Nullable
    UpstreamRequest next;

    UpstreamRequest(Router router, Forwarding of, Attempts attempts) {
        this.router = router;
        this.of = of;
        this.attempts = attempts;
    }

    @SuppressWarnings("ReferenceEquality") // the very same try
    boolean is(@Nullable UpstreamRequest other) {
        return this == other;
    }

    // ---- what the router asks

    @Nullable
    UpstreamHost host() {
        return host;
    }

    /** The stream, once there is one. */
    @Nullable
    CodecStream stream() {
        return stream;
    }

    /** Whether no head of a response has come. */
    boolean awaitingHeaders() {
        return awaitingHeaders;
    }

    /** Whether another try has been begun while this one went on. */
    boolean retried() {
        return retried;
    }

    void markRetried() {
        retried = true;
    }

    /** Whether a gRPC response has begun well, and its outcome is not known yet. */
    boolean grpcOutcomeOpen() {
        return grpcOutcomeOpen;
    }

    void grpcOutcomeOpen(boolean open) {
        grpcOutcomeOpen = open;
    }

    boolean canary() {
        return canary;
    }

    void canary(boolean is) {
        canary = is;
    }

    /** Whether the whole request has been written. */
    boolean requestEnded() {
        return requestEnded;
    }

    /** Asks for a stream. */
    void start(UpstreamCluster cluster, boolean end) {
        endAtHead = end;
        UpstreamCluster.Pending waits = cluster.newHttpStream(attempts, this);
        if (!answered) {
            pending = waits;
        }
    }

    // ---- the request

    /** Takes all of {@code data}. */
    void data(ByteQueue data, boolean end) {
        CodecStream to = stream;
        if (to != null) {
            requestEnded = end;
            router.info().upstream().tx(router.nowNs());
            to.sendData(data, end);
            return;
        }
        if (waiting == null) {
            waiting = new ByteQueue();
        }
        waiting.moveFrom(data);
        requestEnded = end;
        int limit = router.clientBufferLimit();
        if (!waitingAbove && limit > 0 && waiting.readableBytes() > limit) {
            waitingAbove = true;
            pauseClient();
        }
    }

    void trailers(Head trailers) {
        requestEnded = true;
        if (stream != null) {
            stream.sendTrailers(trailers);
        } else {
            waitingTrailers = trailers;
        }
    }

    /** Gives it up. Nothing is told any more. */
    void reset() {
        if (gone) {
            return;
        }
        CodecStream open = stream;
        end();
        if (pending != null) {
            pending.cancel(false);
            pending = null;
        } else if (open != null) {
            open.reset(ResetReason.LOCAL_RESET);
        }
    }

    /** The last of it: timers, pauses and held bytes go. */
    private void end() {
        gone = true;
        close(perTry);
        close(perTryIdle);
        close(maxDuration);
        while (clientPauses > 0) {
            resumeClient();
        }
        if (waiting != null) {
            waiting.release();
            waiting = null;
        }
        account();
        stream = null;
    }

    /** Writes down what went over the wire, once. */
    void account() {
        if (stream != null && !accounted) {
            accounted = true;
            UpstreamInfo upstream = router.info().upstream();
            upstream.addWireBytesSent(stream.bytes().bytesSent());
            upstream.addWireBytesReceived(stream.bytes().bytesReceived());
        }
    }

    private static void close(@Nullable Timer timer) {
        if (timer != null) {
            timer.close();
        }
    }

    // ---- times

    /** The whole request has come: the time of this try begins. */
    void startPerTry() {
        if (gone || stream == null) {
            return;
        }
        RequestTimeouts timeouts = of.timeouts();
        if (timeouts.perTryMs() > 0 && perTry == null) {
            perTry = router.timer(
                    () -> attempts.onTryTimeout(this, of.requests().rqPerTryTimeout, "upstream_per_try_timeout"),
                    timeouts.perTryMs());
        }
        if (timeouts.perTryIdleMs() > 0 && perTryIdle == null) {
            perTryIdle = router.timer(
                    () -> attempts.onTryTimeout(
                            this, of.requests().rqPerTryIdleTimeout, "upstream_per_try_idle_timeout"),
                    timeouts.perTryIdleMs());
        }
    }

    private void stirred() {
        if (perTryIdle != null) {
            perTryIdle.enableMs(of.timeouts().perTryIdleMs());
        }
    }

    // ---- UpstreamAnswers

    @Override
    public void onReady(CodecStream opened, UpstreamHost chosen, StreamInfo connection) {
        answered = true;
        pending = null;
        stream = opened;
        host = chosen;
        attempts.onReady(opened, chosen, connection);
        if (router.requestComplete()) {
            startPerTry();
        }
        for (int highs = router.clientHighs(); highs > 0; highs--) {
            opened.readDisable(true);
        }
        long longest = of.streamMaxMs();
        if (longest > 0) {
            maxDuration = router.timer(() -> attempts.onMaxDuration(this), longest);
        }
        Head head = of.headFor(chosen);
        router.info().upstream().tx(router.nowNs());
        boolean end = endAtHead && waiting == null;
        requestEnded |= end;
        opened.sendHeaders(head, end);
        sendWaiting();
    }

    private void sendWaiting() {
        ByteQueue body = waiting;
        CodecStream to = stream;
        if (body != null && to != null) {
            waiting = null;
            if (waitingAbove) {
                waitingAbove = false;
                resumeClient();
            }
            to.sendData(body, requestEnded && waitingTrailers == null);
        }
        // Writing may have ended the stream.
        to = stream;
        if (waitingTrailers != null && to != null) {
            to.sendTrailers(waitingTrailers);
            waitingTrailers = null;
        }
    }

    @Override
    public void onFailure(PoolFailure reason, String transportFailureReason, @Nullable UpstreamHost tried) {
        answered = true;
        pending = null;
        host = tried;
        end();
        if (reason == PoolFailure.NO_HOST) {
            attempts.onNoHost(this);
            return;
        }
        attempts.onFailed(
                this,
                switch (reason) {
                    case OVERFLOW -> ResetReason.OVERFLOW;
                    case LOCAL_CONNECTION_FAILURE -> ResetReason.LOCAL_CONNECTION_FAILURE;
                    case REMOTE_CONNECTION_FAILURE -> ResetReason.REMOTE_CONNECTION_FAILURE;
                    case TIMEOUT, NO_HOST -> ResetReason.CONNECTION_TIMEOUT;
                },
                transportFailureReason,
                false);
    }

    @Override
    public void onInterim(Head head) {
        if (gone) {
            head.release();
            return;
        }
        stirred();
        attempts.onInterim(this, head);
    }

    @Override
    public void onHeaders(Head head, boolean end) {
        if (gone) {
            head.release();
            return;
        }
        stirred();
        close(perTry);
        awaitingHeaders = false;
        router.info().upstream().rx(router.nowNs());
        attempts.onHeaders(this, head, end);
    }

    @Override
    public void onData(ByteQueue data, boolean end) {
        if (gone) {
            return;
        }
        stirred();
        router.info().upstream().rx(router.nowNs());
        attempts.onData(this, data, end);
    }

    @Override
    public void onTrailers(Head trailers) {
        if (gone) {
            trailers.release();
            return;
        }
        attempts.onTrailers(this, trailers);
    }

    @Override
    public void onReset(ResetReason reason, String details) {
        if (gone) {
            return;
        }
        end();
        attempts.onFailed(this, reason, details, true);
    }

    /** The response is complete, and so is the request: the stream is over by itself. */
    void finished() {
        if (!gone) {
            end();
        }
    }

    // ---- back-pressure

    @Override
    public void onAboveWriteHighWatermark() {
        pauseClient();
    }

    @Override
    public void onBelowWriteLowWatermark() {
        if (clientPauses > 0) {
            resumeClient();
        }
    }

    private void pauseClient() {
        if (!gone) {
            clientPauses++;
            router.pauseClient();
        }
    }

    private void resumeClient() {
        clientPauses--;
        router.resumeClient();
    }
}
