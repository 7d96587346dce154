package io.nuncio.extensions.network.tcpproxy;

import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.kernel.thread.Timer;
import io.nuncio.proxy.spi.AccessLogType;
import io.nuncio.proxy.spi.CloseType;
import io.nuncio.proxy.spi.ConnectionCallbacks;
import io.nuncio.proxy.spi.ConnectionEvent;
import io.nuncio.proxy.spi.DetectedClose;
import io.nuncio.proxy.spi.HostQuery;
import io.nuncio.proxy.spi.NetworkConnection;
import io.nuncio.proxy.spi.NetworkConnection.State;
import io.nuncio.proxy.spi.NetworkFilter;
import io.nuncio.proxy.spi.NetworkFilterCallbacks;
import io.nuncio.proxy.spi.PoolFailure;
import io.nuncio.proxy.spi.ResponseFlag;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.TcpAnswers;
import io.nuncio.proxy.spi.UpstreamCluster;
import io.nuncio.proxy.spi.UpstreamConnection;
import io.nuncio.proxy.spi.UpstreamHost;
import org.jspecify.annotations.Nullable;

/**
 * The TCP proxy of one connection: finds a host, then carries bytes both ways. Reading of either side stops while more
 * waits towards the other than its buffer limit.
 */
final class TcpProxyFilter implements NetworkFilter, ConnectionCallbacks, TcpAnswers {

    /** Why no upstream connection came about; the number ends the close reason, as in Envoy. */
    private enum StartFailure {
        CONNECT_FAILED(0),
        NO_HEALTHY_HOST(1),
        OVERFLOW(2),
        NO_CLUSTER(3);

        private final String details;

        StartFailure(int number) {
            details = "tcp_initializion_failure:" + number; // spelled so in Envoy's logs
        }
    }

    private final TcpProxySettings settings;
    private final TcpProxyStats stats;
    private final NetworkFilterCallbacks callbacks;
    private final NetworkConnection downstream;
    private final StreamInfo info;
    private final ConnectionCallbacks upstreamCallbacks = new Upstream();
    private final HostQuery query;
    private @Nullable UpstreamCluster cluster;
    private UpstreamCluster.@Nullable Pending pending;
    private @Nullable UpstreamConnection upstream;
    private @Nullable IdleTimer idle;
    private @Nullable Timer duration;
    private @Nullable Timer periodicLog;
    private boolean asking;
    private boolean retry;
    private int attempts;

    TcpProxyFilter(TcpProxySettings settings, NetworkFilterCallbacks callbacks) {
        this.settings = settings;
        this.stats = settings.stats();
        this.callbacks = callbacks;
        this.downstream = callbacks.connection();
        this.info = downstream.streamInfo();
        this.query = new HostQuery() {
            @Override
            public NetworkConnection downstream() {
                return downstream;
            }
        };
    }

    @Override
    public Verdict onNewConnection() {
        stats.cxTotal.inc();
        downstream.enableHalfClose(true);
        downstream.countBytes(stats.bytes);
        downstream.addCallbacks(this);
        downstream.readDisable(true);
        if (settings.limits().durationMs() > 0) {
            duration = downstream.dispatcher().createTimer(this::onMaxDuration);
            duration.enableMs(settings.limits().durationMs());
        }
        if (settings.logging().periodMs() > 0) {
            periodicLog = downstream.dispatcher().createTimer(this::onPeriodicLog);
            periodicLog.enableMs(settings.logging().periodMs());
        }
        connectUpstream();
        return Verdict.STOP;
    }

    /** Tries hosts until one answers, the attempts are used up, or an answer has to be waited for. */
    private void connectUpstream() {
        if (asking) {
            retry = true;
            return;
        }
        asking = true;
        do {
            retry = false;
            tryOnce();
        } while (retry);
        asking = false;
    }

    private void tryOnce() {
        String name = settings.chooseCluster(callbacks.random());
        UpstreamCluster found = callbacks.clusters().find(name);
        if (found == null) {
            stats.cxNoRoute.inc();
            info.flags().add(ResponseFlag.NO_CLUSTER_FOUND);
            fail(StartFailure.NO_CLUSTER);
            return;
        }
        cluster = found;
        info.upstreamCluster(found.spec());
        if (attempts >= settings.limits().connectAttempts()) {
            info.flags().add(ResponseFlag.UPSTREAM_RETRY_LIMIT_EXCEEDED);
            found.counter("upstream_cx_connect_attempts_exceeded").inc();
            fail(StartFailure.CONNECT_FAILED);
            return;
        }
        UpstreamCluster.Pending waiting = found.newTcpConnection(query, this);
        if (downstream.state() == State.OPEN && upstream == null && !retry) {
            pending = waiting;
        }
    }

    private void fail(StartFailure failure) {
        downstream.close(CloseType.NO_FLUSH, failure.details);
    }

    @Override
    public void onFailure(PoolFailure reason, String transportFailureReason, @Nullable UpstreamHost host) {
        pending = null;
        if (host == null) {
            boolean overflow = reason == PoolFailure.OVERFLOW;
            info.flags().add(overflow ? ResponseFlag.UPSTREAM_OVERFLOW : ResponseFlag.NO_HEALTHY_UPSTREAM);
            fail(overflow ? StartFailure.OVERFLOW : StartFailure.NO_HEALTHY_HOST);
            return;
        }
        tried(host);
        info.upstream().transportFailureReason(transportFailureReason);
        if (reason == PoolFailure.REMOTE_CONNECTION_FAILURE || reason == PoolFailure.TIMEOUT) {
            info.flags().add(ResponseFlag.UPSTREAM_CONNECTION_FAILURE);
        }
        if (downstream.state() == State.OPEN) {
            connectUpstream();
        }
    }

    private void tried(UpstreamHost host) {
        attempts++;
        info.attemptCount(attempts);
        info.upstream().host(host);
        info.upstream().addHostAttempted(host);
        callbacks.upstreamHost(host);
    }

    @Override
    public void onReady(UpstreamConnection connection, UpstreamHost host) {
        pending = null;
        tried(host);
        upstream = connection;
        info.upstream()
                .connection(
                        connection.id(),
                        connection.info().localAddress(),
                        connection.info().remoteAddress());
        long startNs = connection.streamInfo().upstream().connectStartNs();
        info.upstream().connectTimes(startNs, connection.streamInfo().upstream().connectEndNs());
        connection.enableHalfClose(true);
        connection.addCallbacks(upstreamCallbacks);
        connection.readTo(this::onUpstreamData);
        if (settings.limits().idleMs() > 0) {
            idle = new IdleTimer(downstream.dispatcher(), settings.limits().idleMs(), this::onIdle);
        }
        if (settings.logging().onConnected()) {
            log(AccessLogType.TCP_UPSTREAM_CONNECTED);
        }
        downstream.readDisable(false);
    }

    /** Bytes from downstream. */
    @Override
    public Verdict onData(ByteQueue data, boolean end) {
        UpstreamConnection to = upstream;
        if (to != null) {
            long bytes = data.readableBytes();
            info.addBytesReceived(bytes);
            info.addWireBytesReceived(bytes);
            info.upstream().addWireBytesSent(bytes);
            touch();
            to.write(data, end);
        }
        return Verdict.STOP;
    }

    /** Bytes from upstream. */
    private void onUpstreamData(ByteQueue data, boolean end) {
        long bytes = data.readableBytes();
        info.addBytesSent(bytes);
        info.addWireBytesSent(bytes);
        info.upstream().addWireBytesReceived(bytes);
        touch();
        downstream.write(data, end);
    }

    private void touch() {
        if (idle != null) {
            idle.touch();
        }
    }

    private void onIdle() {
        stats.idleTimeout.inc();
        downstream.close(CloseType.NO_FLUSH, "tcp_session_idle_timeout");
    }

    private void onMaxDuration() {
        stats.maxDuration.inc();
        info.flags().add(ResponseFlag.DURATION_TIMEOUT);
        downstream.close(CloseType.NO_FLUSH, "max_connection_duration_reached");
    }

    private void onPeriodicLog() {
        log(AccessLogType.TCP_PERIODIC);
        if (periodicLog != null) {
            periodicLog.enableMs(settings.logging().periodMs());
        }
    }

    // The downstream connection.

    @Override
    public void onEvent(ConnectionEvent event) {
        if (!event.closed()) {
            return;
        }
        stopTimers();
        if (pending != null) {
            pending.cancel(true);
            pending = null;
        }
        UpstreamConnection left = upstream;
        upstream = null;
        if (left == null) {
            return;
        }
        left.removeCallbacks(upstreamCallbacks);
        info.upstream().localCloseReason(downstream.localCloseReason());
        if (event == ConnectionEvent.LOCAL_CLOSE) {
            left.close(CloseType.NO_FLUSH, downstream.localCloseReason());
        } else {
            left.close(CloseType.FLUSH_WRITE);
            if (left.state() != State.CLOSED) {
                new UpstreamFlush(settings, left);
            }
        }
    }

    @Override
    public void onAboveWriteHighWatermark() {
        if (upstream != null) {
            upstream.readDisable(true);
            countUpstream("upstream_flow_control_paused_reading_total");
        }
    }

    @Override
    public void onBelowWriteLowWatermark() {
        if (upstream != null) {
            upstream.readDisable(false);
            countUpstream("upstream_flow_control_resumed_reading_total");
        }
    }

    @Override
    public void onBytesSent(long bytes) {
        touch();
    }

    private void countUpstream(String name) {
        if (cluster != null) {
            cluster.counter(name).inc();
        }
    }

    /** The upstream connection. */
    private final class Upstream implements ConnectionCallbacks {

        @Override
        public void onEvent(ConnectionEvent event) {
            UpstreamConnection gone = upstream;
            if (gone == null || !event.closed()) {
                return;
            }
            upstream = null;
            stopIdle();
            info.upstream().detectedClose(gone.detectedClose());
            boolean reset = gone.detectedClose() == DetectedClose.REMOTE_RESET;
            if (reset) {
                info.flags().add(ResponseFlag.UPSTREAM_REMOTE_RESET);
            }
            if (!gone.transportFailureReason().isEmpty()) {
                info.upstream().transportFailureReason(gone.transportFailureReason());
            }
            downstream.close(reset ? CloseType.ABORT_RESET : CloseType.FLUSH_WRITE);
        }

        @Override
        public void onAboveWriteHighWatermark() {
            downstream.readDisable(true);
            stats.pausedReading.inc();
        }

        @Override
        public void onBelowWriteLowWatermark() {
            downstream.readDisable(false);
            stats.resumedReading.inc();
        }

        @Override
        public void onBytesSent(long bytes) {
            touch();
        }
    }

    private void stopIdle() {
        if (idle != null) {
            idle.stop();
            idle = null;
        }
    }

    private void stopTimers() {
        stopIdle();
        if (duration != null) {
            duration.close();
            duration = null;
        }
        if (periodicLog != null) {
            periodicLog.close();
            periodicLog = null;
        }
    }

    @Override
    public void onDestroy() {
        stopTimers();
        info.complete(downstream.dispatcher().approximateMonotonicNs());
        log(AccessLogType.TCP_CONNECTION_END);
    }

    private void log(AccessLogType type) {
        for (var logger : settings.logging().loggers()) {
            logger.log(info, type);
        }
    }
}
