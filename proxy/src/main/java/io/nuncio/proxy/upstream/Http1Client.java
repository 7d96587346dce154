package io.nuncio.proxy.upstream;

import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.kernel.thread.Timer;
import io.nuncio.proxy.spec.cluster.UpstreamHttpSpec;
import io.nuncio.proxy.spi.CloseType;
import io.nuncio.proxy.spi.ConnectionCallbacks;
import io.nuncio.proxy.spi.ConnectionEvent;
import io.nuncio.proxy.spi.PoolFailure;
import io.nuncio.proxy.spi.ReadSink;
import io.nuncio.proxy.spi.UpstreamAnswers;
import io.nuncio.proxy.spi.UpstreamInfo;
import io.nuncio.proxy.spi.message.CodecStream;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.ResetReason;
import io.nuncio.proxy.spi.message.StreamAnswers;
import io.nuncio.proxy.wire.Connection;
import io.nuncio.proxy.wire.Connections;
import io.nuncio.proxy.wire.Keepalive;
import io.nuncio.proxy.wire.http.CodecAnswers;
import io.nuncio.proxy.wire.http.Persistence;
import io.nuncio.proxy.wire.http1.Http1UpstreamCodec;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1 connection of a pool: serves one request after the other, and stands between codec and owner of each, so
 * that a request needs no object of its own here. Counts what Envoy's {@code ActiveClient} and {@code CodecClient} count.
 *
 * <p>Times are kept by one timer: requests only write down when they ended, and the timer, when it comes, looks at what
 * has passed since.
 */
final class Http1Client extends Chain.Link<Http1Client> implements ConnectionCallbacks, ReadSink, CodecAnswers {

    private static final long NS_PER_MS = 1_000_000;

    /** How a server says that it has waited long enough for the next request. Nobody has broken the protocol. */
    private static final byte[] LATE_REQUEST = "HTTP/1.1 408".getBytes(StandardCharsets.ISO_8859_1);

    private enum State {
        CONNECTING,
        /** Established; with a stream or without. */
        OPEN,
        /** To be closed after the stream that it has. */
        DRAINING,
        CLOSED
    }

    private final HttpPool pool;
    private final ClusterStats stats;
    private final HostStats hostStats;
    private final UpstreamHttpSpec spec;
    private final Connection connection;
    private final Http1UpstreamCodec codec;
    private final Timer timer;
    private final long startedNs;

    private State state = State.CONNECTING;
    private long establishedNs;
    private long idleSinceNs;
    private long requestsLeft;
    private boolean timedOut;
    private boolean protocolError;

    private final Answers answers = new Answers();

    /** Whoever has the stream; after a close, whoever had it, for the codec may still have to tell him. */
    private @Nullable UpstreamAnswers user;

    private @Nullable CodecStream stream;

    /** Whether there is a stream, as far as the counters are concerned. */
    private boolean active;

    /** Whether the stream has ended in order. */
    private boolean complete;

    /** Whether the owner of the stream knows all of the response, and is told nothing more. */
    private boolean responseKnown;

    /** @throws io.netty.channel.ChannelException if there is no socket to be had */
    Http1Client(HttpPool pool) {
        this.pool = pool;
        SharedCluster cluster = pool.owner().cluster();
        Clusters clusters = pool.owner().clusters();
        this.stats = cluster.stats();
        this.hostStats = pool.host().stats();
        this.spec = cluster.spec().http();
        this.requestsLeft = spec.requestsMax() == 0 ? Long.MAX_VALUE : spec.requestsMax();
        this.connection = Connections.toOpen(clusters.loop(), pool.host().socketAddress(), cluster.transport());
        this.codec = new Http1UpstreamCodec(connection, spec.http1(), clusters.heads(), this);
        this.startedNs = connection.dispatcher().approximateMonotonicNs();
        this.timer = connection.dispatcher().createTimer(this::onTimer);
    }

    void connect() {
        SharedCluster cluster = pool.owner().cluster();
        cluster.spec().keepalive().ifPresent(keepalive -> Keepalive.configure(connection, keepalive));
        connection.bufferLimit(cluster.spec().perConnectionBufferBytes());
        connection.countBytes(stats.bytes);
        connection.addCallbacks(this);
        // Else a response would lose its end where its receiver is slow and its sender closes.
        Connections.readToTheEnd(connection);
        connection.readTo(this);
        pool.owner().clusters().opened(connection);
        stats.cxTotal.inc();
        stats.cxActive.inc();
        stats.cxHttp1Total.inc();
        hostStats.cxTotal.inc();
        hostStats.cxActive.inc();
        timer.enableMs(cluster.spec().connectTimeoutMs());
        Connections.connect(connection);
    }

    /** Gives the connection, which is ready, to a request. */
    void attach(UpstreamAnswers told) {
        user = told;
        active = true;
        complete = false;
        responseKnown = false;
        if (--requestsLeft == 0) {
            stats.cxMaxRequests.inc();
            state = State.DRAINING;
        }
        answers.aboveEarly = false;
        stream = null;
        CodecStream opened = codec.open(answers);
        stream = opened;
        told.onReady(opened, pool.host(), connection.streamInfo());
        if (answers.aboveEarly && active) {
            told.onAboveWriteHighWatermark();
        }
    }

    void close() {
        close("");
    }

    private void close(String details) {
        connection.close(CloseType.NO_FLUSH, details);
    }

    String transportFailureReason() {
        return connection.transportFailureReason();
    }

    // ---- the connection

    @Override
    public void onEvent(ConnectionEvent event) {
        if (event == ConnectionEvent.CONNECTED) {
            onConnected();
        } else if (state != State.CLOSED) {
            onClosed(event == ConnectionEvent.LOCAL_CLOSE);
        }
    }

    private void onConnected() {
        if (state != State.CONNECTING) {
            return;
        }
        state = State.OPEN;
        timer.disable();
        long nowNs = now();
        establishedNs = nowNs;
        idleSinceNs = nowNs;
        stats.cxConnectMs.record((nowNs - startedNs) / NS_PER_MS);
        UpstreamInfo info = connection.streamInfo().upstream();
        info.connectTimes(startedNs, nowNs);
        info.connection(
                connection.id(),
                connection.info().directLocalAddress(),
                connection.info().directRemoteAddress());
        arm();
        pool.onConnected(this);
    }

    private void onClosed(boolean local) {
        boolean established = state != State.CONNECTING;
        state = State.CLOSED;
        timer.close();
        pool.owner().clusters().gone(connection);
        ResetReason reason = protocolError ? ResetReason.PROTOCOL_ERROR : ResetReason.CONNECTION_TERMINATION;
        // Told first, for the end of the connection may be the end of a response.
        codec.connectionClosed(reason, !local);
        countClose(local, active && !complete);
        endStream();
        pool.breakers().connections.release();
        PoolFailure failure = null;
        if (!established) {
            stats.cxConnectFail.inc();
            hostStats.cxConnectFail.inc();
            failure = timedOut
                    ? PoolFailure.TIMEOUT
                    : local ? PoolFailure.LOCAL_CONNECTION_FAILURE : PoolFailure.REMOTE_CONNECTION_FAILURE;
        }
        pool.onClosed(this, failure);
    }

    private void countClose(boolean local, boolean incomplete) {
        stats.cxActive.dec();
        hostStats.cxActive.dec();
        stats.cxLengthMs.record((now() - startedNs) / NS_PER_MS);
        stats.cxDestroy.inc();
        (local ? stats.cxDestroyLocal : stats.cxDestroyRemote).inc();
        if (incomplete) {
            stats.cxDestroyWithActiveRq.inc();
            (local ? stats.cxDestroyLocalWithActiveRq : stats.cxDestroyRemoteWithActiveRq).inc();
        }
    }

    @Override
    public void onData(ByteQueue data, boolean end) {
        boolean late = !active && data.startsWith(LATE_REQUEST);
        if (!codec.dispatch(data) && state != State.CLOSED) {
            if (!late) {
                stats.cxProtocolError.inc();
                protocolError = true;
            }
            close("http1_protocol_error");
        }
    }

    @Override
    public void onAboveWriteHighWatermark() {
        codec.aboveWriteHighWatermark();
    }

    @Override
    public void onBelowWriteLowWatermark() {
        codec.belowWriteLowWatermark();
    }

    // ---- the codec

    @Override
    public void onStreamEnded() {
        complete = true;
        if (state == State.CLOSED) {
            return; // the end of the connection was the end of the response
        }
        endStream();
        user = null;
        stream = null;
        if (state == State.DRAINING || !codec.canOpen()) {
            close();
        } else {
            idleSinceNs = now();
            arm();
            pool.onReady(this);
        }
    }

    @Override
    public void onResponseBeforeRequest() {
        responseKnown = true;
        close("response_before_request");
    }

    private void endStream() {
        if (active) {
            active = false;
            pool.onStreamGone();
        }
    }

    // ---- time

    private long now() {
        return connection.dispatcher().approximateMonotonicNs();
    }

    private void arm() {
        if (!timer.enabled()) {
            long nextMs = nextMs();
            if (nextMs < Long.MAX_VALUE) {
                timer.enableMs(Math.max(1, nextMs));
            }
        }
    }

    private long nextMs() {
        long nowNs = now();
        long duration = left(spec.connectionMaxMs(), establishedNs, nowNs);
        return active ? duration : Math.min(duration, left(spec.idleMs(), idleSinceNs, nowNs));
    }

    /** What is left of a limit that began then, in milliseconds; 0 as a limit means for ever. */
    private static long left(long limitMs, long sinceNs, long nowNs) {
        return limitMs == 0 ? Long.MAX_VALUE : limitMs - (nowNs - sinceNs) / NS_PER_MS;
    }

    private void onTimer() {
        if (state == State.CONNECTING) {
            timedOut = true;
            stats.cxConnectTimeout.inc();
            close();
        } else if (state == State.OPEN) {
            long nowNs = now();
            if (left(spec.connectionMaxMs(), establishedNs, nowNs) <= 0) {
                onDurationOver();
            } else if (!active && left(spec.idleMs(), idleSinceNs, nowNs) <= 0) {
                stats.cxIdleTimeout.inc();
                close("idle_timeout_on_connection");
            } else {
                arm();
            }
        }
    }

    private void onDurationOver() {
        stats.cxMaxDurationReached.inc();
        if (active) {
            state = State.DRAINING;
        } else {
            close("max_connection_duration");
        }
    }

    /** Between the codec and whoever has the stream. */
    private final class Answers implements StreamAnswers {

        private boolean aboveEarly;

        @Override
        public void onInterim(Head head) {
            UpstreamAnswers told = user;
            if (told == null) {
                head.release();
            } else {
                told.onInterim(head);
            }
        }

        @Override
        public void onHeaders(Head head, boolean end) {
            UpstreamAnswers told = user;
            CodecStream from = stream;
            if (told == null || from == null) {
                head.release();
                return;
            }
            if (Persistence.closes(from.protocol(), head)) {
                stats.cxCloseNotify.inc();
            }
            told.onHeaders(head, end);
        }

        @Override
        public void onData(ByteQueue data, boolean end) {
            UpstreamAnswers told = user;
            if (told != null) {
                told.onData(data, end);
            }
        }

        @Override
        public void onTrailers(Head trailers) {
            UpstreamAnswers told = user;
            if (told == null) {
                trailers.release();
            } else {
                told.onTrailers(trailers);
            }
        }

        @Override
        public void onReset(ResetReason reason, String details) {
            UpstreamAnswers told = user;
            user = null;
            if (state == State.CLOSED && reason == ResetReason.PROTOCOL_ERROR && !protocolError) {
                stats.cxProtocolError.inc(); // the peer has ended the connection within a message
            }
            if (told != null && !responseKnown) {
                told.onReset(reason, connection.transportFailureReason());
            }
        }

        @Override
        public void onAboveWriteHighWatermark() {
            UpstreamAnswers told = user;
            if (stream == null) {
                aboveEarly = true;
            } else if (told != null) {
                told.onAboveWriteHighWatermark();
            }
        }

        @Override
        public void onBelowWriteLowWatermark() {
            UpstreamAnswers told = user;
            if (told != null) {
                told.onBelowWriteLowWatermark();
            }
        }
    }
}
