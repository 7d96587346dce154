package io.nuncio.proxy.blocking;

import io.nuncio.filter.Exchange;
import io.nuncio.proxy.spec.route.ForwardSpec;
import io.nuncio.proxy.spec.route.RouteEntry;
import io.nuncio.proxy.spi.ConnectionInfo;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.http.EngineStream;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a filter may know of its stream without asking: made when it is entered, never changed. Nothing becomes a text before
 * the filter wants it.
 *
 * @param routeName of the route
 * @param clusterName where it leads; null where that is not decided
 * @param peer of the connection; null where there is none
 * @param protocol null if not known
 * @param deadlineNs on the clock of {@link System#nanoTime}; {@link #NEVER} for none
 */
record Snapshot(
        String routeName,
        @Nullable String clusterName,
        @Nullable SocketAddress peer,
        @Nullable String protocol,
        long deadlineNs) {

    static final long NEVER = Long.MAX_VALUE;

    static Snapshot of(EngineStream stream) {
        StreamInfo info = stream.info();
        RouteEntry entry = stream.route();
        long deadline = NEVER;
        if (entry != null && entry.route().action() instanceof ForwardSpec forward) {
            long timeoutMs = forward.timeouts().routeTimeoutMs();
            deadline = timeoutMs == 0 ? NEVER : System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        }
        return new Snapshot(
                info.routeName(), info.upstreamCluster(), info.connection().remoteAddress(), info.protocol(), deadline);
    }

    /** For the filter. */
    Exchange.StreamInfo info() {
        return new Exchange.StreamInfo(
                routeName,
                Objects.requireNonNullElse(clusterName, ""),
                peer == null ? "" : ConnectionInfo.text(peer),
                Objects.requireNonNullElse(protocol, ""));
    }
}
