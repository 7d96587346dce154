package io.nuncio.proxy.upstream;

import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.Timer;
import io.nuncio.proxy.spi.CloseType;
import io.nuncio.proxy.spi.ConnectionCallbacks;
import io.nuncio.proxy.spi.ConnectionEvent;
import io.nuncio.proxy.spi.PoolFailure;
import io.nuncio.proxy.spi.TcpAnswers;
import io.nuncio.proxy.spi.UpstreamCluster;
import io.nuncio.proxy.wire.Connection;
import io.nuncio.proxy.wire.Connections;
import io.nuncio.proxy.wire.Keepalive;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection to a host, from the attempt to its end, for one user: counts what Envoy counts and gives back what
 * the circuit breakers lent.
 */
final class TcpClient implements UpstreamCluster.Pending, ConnectionCallbacks {

    private static final long NS_PER_MS = 1_000_000;

    private final Clusters clusters;
    private final SharedCluster cluster;
    private final ClusterStats stats;
    private final Host host;
    private final Connection connection;
    private final Timer connectTimeout;
    private final long startNs;
    private @Nullable TcpAnswers answers;
    private boolean timedOut;
    private boolean established;

    TcpClient(Clusters clusters, SharedCluster cluster, Host host, TcpAnswers answers) {
        this.clusters = clusters;
        this.cluster = cluster;
        this.stats = cluster.stats();
        this.host = host;
        this.answers = answers;
        Dispatcher dispatcher = clusters.loop().dispatcher();
        this.startNs = dispatcher.approximateMonotonicNs();
        this.connection = Connections.toOpen(clusters.loop(), host.socketAddress(), cluster.transport());
        this.connectTimeout = dispatcher.createTimer(this::onConnectTimeout);
    }

    void connect() {
        cluster.spec().keepalive().ifPresent(keepalive -> Keepalive.configure(connection, keepalive));
        connection.bufferLimit(cluster.spec().perConnectionBufferBytes());
        connection.countBytes(stats.bytes);
        connection.addCallbacks(this);
        clusters.opened(connection);
        cluster.hold();
        stats.cxTotal.inc();
        stats.cxActive.inc();
        stats.rqPendingTotal.inc();
        stats.rqPendingActive.inc();
        host.stats().cxTotal.inc();
        host.stats().cxActive.inc();
        connectTimeout.enableMs(cluster.spec().connectTimeoutMs());
        Connections.connect(connection);
    }

    @Override
    public void cancel(boolean discard) {
        if (answers != null) {
            answers = null;
            stats.rqCancelled.inc();
            endPending();
            connection.close(CloseType.NO_FLUSH);
        }
    }

    private void onConnectTimeout() {
        timedOut = true;
        stats.cxConnectTimeout.inc();
        connection.close(CloseType.NO_FLUSH);
    }

    @Override
    public void onEvent(ConnectionEvent event) {
        if (event == ConnectionEvent.CONNECTED) {
            onConnected();
        } else {
            onClosed(event);
        }
    }

    private void onConnected() {
        TcpAnswers user = answers;
        if (user == null || established) {
            return;
        }
        established = true;
        answers = null;
        connectTimeout.close();
        long nowNs = connection.dispatcher().approximateMonotonicNs();
        stats.cxConnectMs.record((nowNs - startNs) / NS_PER_MS);
        connection.streamInfo().upstream().connectTimes(startNs, nowNs);
        endPending();
        stats.rqTotal.inc();
        stats.rqActive.inc();
        host.stats().rqTotal.inc();
        host.stats().rqActive.inc();
        user.onReady(connection, host);
    }

    private void onClosed(ConnectionEvent event) {
        connectTimeout.close();
        clusters.gone(connection);
        long nowNs = connection.dispatcher().approximateMonotonicNs();
        boolean local = event == ConnectionEvent.LOCAL_CLOSE;
        stats.cxActive.dec();
        host.stats().cxActive.dec();
        stats.cxLengthMs.record((nowNs - startNs) / NS_PER_MS);
        stats.cxDestroy.inc();
        (local ? stats.cxDestroyLocal : stats.cxDestroyRemote).inc();
        cluster.breakers().connections.release();
        if (established) {
            stats.rqActive.dec();
            host.stats().rqActive.dec();
            stats.cxDestroyWithActiveRq.inc();
            (local ? stats.cxDestroyLocalWithActiveRq : stats.cxDestroyRemoteWithActiveRq).inc();
        } else {
            onConnectFailed(local);
        }
        cluster.release();
    }

    private void onConnectFailed(boolean local) {
        TcpAnswers user = answers;
        if (user == null) {
            return;
        }
        answers = null;
        stats.cxConnectFail.inc();
        host.stats().cxConnectFail.inc();
        stats.rqPendingFailureEject.inc();
        endPending();
        PoolFailure reason = timedOut
                ? PoolFailure.TIMEOUT
                : local ? PoolFailure.LOCAL_CONNECTION_FAILURE : PoolFailure.REMOTE_CONNECTION_FAILURE;
        user.onFailure(reason, connection.transportFailureReason(), host);
    }

    private void endPending() {
        stats.rqPendingActive.dec();
        cluster.breakers().pending.release();
    }
}
