package io.nuncio.extensions.network.tcpproxy;

import io.nuncio.proxy.spi.CloseType;
import io.nuncio.proxy.spi.ConnectionCallbacks;
import io.nuncio.proxy.spi.ConnectionEvent;
import io.nuncio.proxy.spi.NetworkConnection;
import org.jspecify.annotations.Nullable;

/** An upstream connection that outlives its downstream, until the last bytes are out or nothing moves any more. */
final class UpstreamFlush implements ConnectionCallbacks {

    private final TcpProxyStats stats;
    private final NetworkConnection upstream;
    private final @Nullable IdleTimer idle;

    UpstreamFlush(TcpProxySettings settings, NetworkConnection upstream) {
        this.stats = settings.stats();
        this.upstream = upstream;
        long idleMs = settings.limits().idleMs();
        this.idle = idleMs > 0 ? new IdleTimer(upstream.dispatcher(), idleMs, this::onIdle) : null;
        stats.upstreamFlushTotal.inc();
        stats.upstreamFlushActive.inc();
        upstream.addCallbacks(this);
    }

    private void onIdle() {
        stats.idleTimeout.inc();
        upstream.close(CloseType.NO_FLUSH);
    }

    @Override
    public void onBytesSent(long bytes) {
        if (idle != null) {
            idle.touch();
        }
    }

    @Override
    public void onEvent(ConnectionEvent event) {
        if (event.closed()) {
            stats.upstreamFlushActive.dec();
            if (idle != null) {
                idle.stop();
            }
        }
    }
}
