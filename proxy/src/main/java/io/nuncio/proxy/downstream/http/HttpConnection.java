package io.nuncio.proxy.downstream.http;

import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.Timer;
import io.nuncio.proxy.exchange.Ground;
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
import io.nuncio.proxy.wire.http1.Http1DownstreamCodec;
import org.jspecify.annotations.Nullable;

/**
 * HTTP on one connection: feeds the codec, makes a stream for each request, keeps the times, and ends the connection when
 * it has served enough, or idled too long, or the peer broke the protocol. Confined to its worker.
 *
 * <p>Times are kept by one timer: activity only writes down when it was, and the timer, when it comes, looks at what has
 * passed since.
 *
 * <p>A connection that shall end drains first, as Envoy has it: for {@code drain_timeout} it goes on, and every answer says
 * that it will be closed; after that time it is closed as soon as no request is under way.
 */
final class HttpConnection implements NetworkFilter, ConnectionCallbacks, DownstreamAnswers {

    private static final long NANOS_PER_MS = 1_000_000;
    private static final long NEVER = Long.MAX_VALUE;

    private final HttpConnections owner;
    private final HttpConnections.Room room;
    private final NetworkFilterCallbacks callbacks;
    private final NetworkConnection connection;
    private final Dispatcher dispatcher;
    private final Ground ground;
    private final long startedNs;
    private @Nullable Codec codec;
    private @Nullable Timer timer;
    private @Nullable ActiveRequest request;
    private long timerAtNs = NEVER;
    private long idleSinceNs;
    private long drainingSinceNs = NEVER;
    private long requests;
    private Drain drain = Drain.NO;
    private boolean drained;
    private boolean refused;

    /** How far the end of the connection has come. */
    private enum Drain {
        NO,
        /** It has lived long enough and waits for one more request. */
        SOFT,
        /** Requests are taken for a while; each answer says that they should come another way. */
        DRAINING,
        /** It is closed with the request that is under way. */
        CLOSING
    }

    HttpConnection(HttpConnections owner, HttpConnections.Room room, NetworkFilterCallbacks callbacks) {
        this.owner = owner;
        this.room = room;
        this.callbacks = callbacks;
        this.connection = callbacks.connection();
        this.dispatcher = connection.dispatcher();
        this.ground = new Ground(
                dispatcher,
                room.heads,
                callbacks.clusters(),
                connection,
                owner.calls(callbacks),
                connection.bufferLimit());
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

    Ground ground() {
        return ground;
    }

    // ---- NetworkFilter

    @Override
    public Verdict onNewConnection() {
        connection.addCallbacks(this);
        connection.delayedCloseTimeoutMs(spec().timeouts().delayedCloseMs());
        connection.countBytes(owner.stats().bytes);
        owner.stats().cxTotal.inc();
        owner.stats().cxActive.inc();
        timer = dispatcher.createTimer(this::onTimer);
        arm();
        return Verdict.CONTINUE;
    }

    @Override
    public Verdict onData(ByteQueue data, boolean end) {
        if (codec == null) {
            codec = new Http1DownstreamCodec(connection, spec().http1(), room.heads, owner.http1Counters(), this);
            owner.stats().cxHttp1Total.inc();
            owner.stats().cxHttp1Active.inc();
        }
        if (!codec.dispatch(data) && !refused) {
            refused = true;
            owner.stats().cxProtocolError.inc();
            if (request == null) {
                close("http1_protocol_error");
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
        boolean remote = event == ConnectionEvent.REMOTE_CLOSE;
        stats.cxDestroy.inc();
        (remote ? stats.cxDestroyRemote : stats.cxDestroyLocal).inc();
        if (request != null) {
            stats.cxDestroyActiveRq.inc();
            (remote ? stats.cxDestroyRemoteActiveRq : stats.cxDestroyLocalActiveRq).inc();
        }
        if (connection.delayedCloseTimedOut()) {
            stats.cxDelayedCloseTimeout.inc();
        }
        stats.cxActive.dec();
        stats.cxLengthMs.record((dispatcher.approximateMonotonicNs() - startedNs) / NANOS_PER_MS);
        if (drain == Drain.SOFT) {
            stats.cxHttp1SoftDrain.dec();
        }
        if (codec != null) {
            stats.cxHttp1Active.dec();
            codec.connectionClosed(ResetReason.CONNECTION_TERMINATION, remote);
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
        if (max > 0 && requests >= max && drain != Drain.CLOSING) {
            owner.stats().cxMaxRequests.inc();
            made.last();
            endWithRequest();
        } else if (drain == Drain.SOFT) {
            owner.stats().cxHttp1SoftDrain.dec();
            endWithRequest();
        }
        arm();
        return made.stream();
    }

    @Override
    public void onDrained() {
        drained = true;
        if (request == null) {
            close("");
        }
    }

    // ---- the end of the connection

    /** The request that is under way is the last: its answer says so where it can still say something. */
    void endWithRequest() {
        drain = Drain.CLOSING;
        if (codec != null) {
            codec.drain();
        }
    }

    /**
     * The head of an answer is about to be sent: says so in it if the listener drains. A client that takes it at its word
     * closes; one that has sent another request already gets its answer within {@code drain_timeout}.
     */
    void drainIfListenerDoes() {
        if (drain == Drain.NO && callbacks.drainClose()) {
            owner.stats().cxDrainClose.inc();
            beginDrain();
        }
    }

    /** Whether the answer under way is the last. */
    boolean ends() {
        return drain == Drain.CLOSING;
    }

    private void beginDrain() {
        if (drain == Drain.NO && codec != null) {
            drain = Drain.DRAINING;
            drainingSinceNs = dispatcher.approximateMonotonicNs();
            codec.announceEnd();
        }
    }

    private void close(String details) {
        connection.close(CloseType.FLUSH_WRITE_AND_DELAY, details);
    }

    /** A request has ended. */
    void ended(HttpStream stream) {
        boolean atOnce = request != null && request.mayCloseAtOnce();
        request = null;
        idleSinceNs = dispatcher.approximateMonotonicNs();
        owner.stats().rqActive.dec();
        owner.stats()
                .rqTime
                .record((stream.info().endMonotonicNs() - stream.info().startMonotonicNs()) / NANOS_PER_MS);
        if (drained || refused) {
            connection.close(atOnce ? CloseType.FLUSH_WRITE : CloseType.FLUSH_WRITE_AND_DELAY, "");
        } else {
            arm();
        }
    }

    // ---- time

    /** Sees to it that the timer comes no later than the next limit; one that comes earlier looks again. */
    void arm() {
        long nextMs = nextMs();
        if (timer == null || nextMs == NEVER || connection.state() != NetworkConnection.State.OPEN) {
            return;
        }
        long atNs = dispatcher.approximateMonotonicNs() + Math.max(1, nextMs) * NANOS_PER_MS;
        if (!timer.enabled() || atNs < timerAtNs) {
            timerAtNs = atNs;
            timer.enableMs(Math.max(1, nextMs));
        }
    }

    /** How long until something may have lasted too long, in milliseconds. */
    private long nextMs() {
        Timeouts limits = spec().timeouts();
        long nowNs = dispatcher.approximateMonotonicNs();
        long next = drain == Drain.NO ? left(limits.connectionMaxMs(), startedNs, nowNs) : NEVER;
        if (request != null) {
            return Math.min(next, request.nextMs(nowNs));
        }
        return switch (drain) {
            case NO -> Math.min(next, left(limits.connectionIdleMs(), idleSinceNs, nowNs));
            case SOFT -> left(limits.connectionIdleMs(), idleSinceNs, nowNs);
            case DRAINING -> limits.drainMs() - (nowNs - drainingSinceNs) / NANOS_PER_MS;
            case CLOSING -> NEVER;
        };
    }

    /** What is left of a limit that began then; 0 as a limit means for ever. */
    static long left(long limitMs, long sinceNs, long nowNs) {
        return limitMs == 0 ? NEVER : limitMs - (nowNs - sinceNs) / NANOS_PER_MS;
    }

    private void onTimer() {
        timerAtNs = NEVER;
        Timeouts limits = spec().timeouts();
        long nowNs = dispatcher.approximateMonotonicNs();
        if (drain == Drain.NO && left(limits.connectionMaxMs(), startedNs, nowNs) <= 0) {
            onTooOld();
        }
        if (request != null) {
            request.checkTimes(nowNs);
        } else if (drain == Drain.DRAINING && limits.drainMs() - (nowNs - drainingSinceNs) / NANOS_PER_MS <= 0) {
            close("");
        } else if ((drain == Drain.NO || drain == Drain.SOFT)
                && left(limits.connectionIdleMs(), idleSinceNs, nowNs) <= 0) {
            onIdle();
        }
        arm();
    }

    private void onTooOld() {
        owner.stats().cxMaxDuration.inc();
        if (codec == null) {
            connection.close(CloseType.FLUSH_WRITE, "max_connection_duration_reached");
        } else if (spec().timeouts().safeConnectionMax() && request == null) {
            drain = Drain.SOFT;
            owner.stats().cxHttp1SoftDrain.inc();
        } else {
            beginDrain();
        }
    }

    private void onIdle() {
        owner.stats().cxIdleTimeout.inc();
        if (codec == null) {
            connection.close(CloseType.FLUSH_WRITE, "idle_timeout_on_connection");
            return;
        }
        if (drain == Drain.SOFT) {
            owner.stats().cxHttp1SoftDrain.dec();
            drain = Drain.NO;
        }
        beginDrain();
    }
}
