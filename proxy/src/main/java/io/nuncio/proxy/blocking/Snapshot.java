package io.nuncio.proxy.blocking;

import io.nuncio.filter.Exchange;
import io.nuncio.proxy.spec.route.ForwardSpec;
import io.nuncio.proxy.spec.route.RouteEntry;
import io.nuncio.proxy.spec.route.RouteSpec;
import io.nuncio.proxy.spi.ConnectionInfo;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.http.EngineStream;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What a filter may know of its stream without asking: made when it is entered, never changed.
 *
 * @param info for the filter
 * @param deadlineNs on the clock of {@link System#nanoTime}; {@link #NEVER} for none
 */
record Snapshot(Exchange.StreamInfo info, long deadlineNs) {

    static final long NEVER = Long.MAX_VALUE;

    static Snapshot of(EngineStream stream) {
        StreamInfo info = stream.info();
        RouteEntry entry = stream.route();
        RouteSpec route = entry == null ? null : entry.route();
        String cluster = Objects.requireNonNullElse(info.upstreamCluster(), "");
        long deadline = NEVER;
        if (route != null && route.action() instanceof ForwardSpec forward) {
            long timeoutMs = forward.timeouts().routeTimeoutMs();
            deadline = timeoutMs == 0 ? NEVER : System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        }
        return new Snapshot(
                new Exchange.StreamInfo(
                        info.routeName(),
                        cluster,
                        ConnectionInfo.text(info.connection().remoteAddress()),
                        Objects.requireNonNullElse(info.protocol(), "")),
                deadline);
    }
}
