package io.nuncio.proxy.downstream.http;

import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.Timer;
import io.nuncio.proxy.exchange.HttpStream;
import io.nuncio.proxy.spec.http.HttpConnectionSpec;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.Timeouts;
import io.nuncio.proxy.spi.CloseType;
import io.nuncio.proxy.spi.ConnectionCallbacks;
import io.nuncio.proxy.spi.ConnectionEvent;
import io.nuncio.proxy.spi.NetworkConnection;
import io.nuncio.proxy.spi.NetworkFilter;
import io.nuncio.proxy.spi.NetworkFilterCallbacks;
import io.nuncio.proxy.spi.message.CodecStream;
import io.nuncio.proxy.spi.message.ResetReason;
import io.nuncio.proxy.wire.http.Codec;
import io.nuncio.proxy.wire.http.DownstreamAnswers;
import io.nuncio.proxy.wire.http.RequestAnswers;
import io.nuncio.proxy.wire.http1.Http1Counters;
import io.nuncio.proxy.wire.http1.Http1DownstreamCodec;
import org.jspecify.annotations.Nullable;

/**
 * HTTP on one connection: feeds the codec, makes a stream for each request, keeps the times, and ends the connection when
 * it has served enough, or idled too long, or the peer broke the protocol. Confined to its worker.
 *
 * <p>Times are kept by one timer: activity only writes down when it was, and the timer, when it comes, looks at what has
 * passed since.
 */
final class HttpConnection implements NetworkFilter, ConnectionCallbacks, DownstreamAnswers {

    private static final long NANOS_PER_MS = 1_000_000;

    private final HttpConnections owner;
    private final HttpConnections.Room room;
    private final NetworkFilterCallbacks callbacks;
    private final NetworkConnection connection;
    private final Dispatcher dispatcher;
    private final long startedNs;
    private @Nullable Codec codec;
    private @Nullable Timer timer;
    private @Nullable ActiveRequest request;
    private long idleSinceNs;
    private long requests;
    private boolean draining;
    private boolean drained;
    private boolean refused;

    HttpConnection(HttpConnections owner, HttpConnections.Room room, NetworkFilterCallbacks callbacks) {
        this.owner = owner;
        this.room = room;
        this.callbacks = callbacks;
        this.connection = callbacks.connection();
        this.dispatcher = connection.dispatcher();
        this.startedNs = dispatcher.approximateMonotonicNs();
        this.idleSinceNs = startedNs;
    }

    HttpConnectionSpec spec() {
        return owner.spec();
    }

    HttpConnections owner() {
        return owner;
    }

    HttpConnections.Room room() {
        return room;
    }

    NetworkConnection connection() {
        return connection;
    }

    NetworkFilterCallbacks callbacks() {
        return callbacks;
    }

    // ---- NetworkFilter

    @Override
    public Verdict onNewConnection() {
        connection.addCallbacks(this);
        connection.delayedCloseTimeoutMs(spec().timeouts().delayedCloseMs());
        owner.stats().cxTotal.inc();
        owner.stats().cxActive.inc();
        timer = dispatcher.createTimer(this::onTimer);
        arm();
        return Verdict.CONTINUE;
    }

    @Override
    public Verdict onData(ByteQueue data, boolean end) {
        if (codec == null) {
            codec = new Http1DownstreamCodec(connection, spec().http1(), room.heads, Http1Counters.NONE, this);
            owner.stats().cxHttp1Total.inc();
            owner.stats().cxHttp1Active.inc();
        }
        if (!codec.dispatch(data) && !refused) {
            refused = true;
            owner.stats().cxProtocolError.inc();
            if (request == null) {
                connection.close(CloseType.FLUSH_WRITE_AND_DELAY, "http1_protocol_error");
            }
        }
        return Verdict.STOP;
    }

    @Override
    public void onDestroy() {
        if (timer != null) {
            timer.close();
        }
    }

    // ---- ConnectionCallbacks

    @Override
    public void onEvent(ConnectionEvent event) {
        if (!event.closed()) {
            return;
        }
        HttpStats stats = owner.stats();
        stats.cxDestroy.inc();
        (event == ConnectionEvent.REMOTE_CLOSE ? stats.cxDestroyRemote : stats.cxDestroyLocal).inc();
        if (request != null) {
            stats.cxDestroyActiveRq.inc();
        }
        stats.cxActive.dec();
        stats.cxLengthMs.record((dispatcher.approximateMonotonicNs() - startedNs) / NANOS_PER_MS);
        if (codec != null) {
            stats.cxHttp1Active.dec();
            codec.connectionClosed(ResetReason.CONNECTION_TERMINATION, event == ConnectionEvent.REMOTE_CLOSE);
        }
        if (timer != null) {
            timer.disable();
        }
    }

    @Override
    public void onAboveWriteHighWatermark() {
        if (codec != null) {
            codec.aboveWriteHighWatermark();
        }
    }

    @Override
    public void onBelowWriteLowWatermark() {
        if (codec != null) {
            codec.belowWriteLowWatermark();
        }
    }

    // ---- DownstreamAnswers

    @Override
    public RequestAnswers onRequest(CodecStream stream) {
        requests++;
        ActiveRequest made = new ActiveRequest(this, stream);
        request = made;
        owner.stats().rqTotal.inc();
        owner.stats().rqActive.inc();
        owner.stats().rqHttp1Total.inc();
        long max = spec().timeouts().requestsMax();
        if (max > 0 && requests >= max && !draining) {
            owner.stats().cxMaxRequests.inc();
            drain();
        }
        arm();
        return made.stream();
    }

    @Override
    public void onDrained() {
        drained = true;
        if (request == null) {
            connection.close(CloseType.FLUSH_WRITE_AND_DELAY, "");
        }
    }

    // ---- requests

    /** No more requests: the codec tells the client with the next response. */
    void drain() {
        draining = true;
        if (codec != null) {
            codec.drain();
        }
    }

    /** A request has ended. */
    void ended(HttpStream stream) {
        request = null;
        idleSinceNs = dispatcher.approximateMonotonicNs();
        owner.stats().rqActive.dec();
        owner.stats()
                .rqTime
                .record((stream.info().endMonotonicNs() - stream.info().startMonotonicNs()) / NANOS_PER_MS);
        if (drained || refused) {
            connection.close(CloseType.FLUSH_WRITE_AND_DELAY, "");
        } else {
            arm();
        }
    }

    // ---- time

    private void arm() {
        long nextMs = nextMs();
        if (timer != null && nextMs < Long.MAX_VALUE) {
            if (!timer.enabled()) {
                timer.enableMs(Math.max(1, nextMs));
            }
        }
    }

    /** How long until something may have lasted too long, in milliseconds. */
    private long nextMs() {
        Timeouts limits = spec().timeouts();
        long nowNs = dispatcher.approximateMonotonicNs();
        long next = left(limits.connectionMaxMs(), startedNs, nowNs);
        if (request == null) {
            return Math.min(next, left(limits.connectionIdleMs(), idleSinceNs, nowNs));
        }
        return Math.min(next, request.nextMs(nowNs));
    }

    /** What is left of a limit that began then; 0 as a limit means for ever. */
    static long left(long limitMs, long sinceNs, long nowNs) {
        return limitMs == 0 ? Long.MAX_VALUE : limitMs - (nowNs - sinceNs) / NANOS_PER_MS;
    }

    private void onTimer() {
        Timeouts limits = spec().timeouts();
        long nowNs = dispatcher.approximateMonotonicNs();
        if (left(limits.connectionMaxMs(), startedNs, nowNs) <= 0 && !draining) {
            owner.stats().cxMaxDuration.inc();
            drain();
        }
        if (request != null) {
            request.checkTimes(nowNs);
        } else if (left(limits.connectionIdleMs(), idleSinceNs, nowNs) <= 0) {
            owner.stats().cxIdleTimeout.inc();
            connection.close(CloseType.FLUSH_WRITE_AND_DELAY, "idle_timeout_on_connection");
            return;
        }
        if (connection.state() == NetworkConnection.State.OPEN) {
            arm();
        }
    }
}
