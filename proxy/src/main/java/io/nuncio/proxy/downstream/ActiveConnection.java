package io.nuncio.proxy.downstream;

import io.nuncio.kernel.slot.Generation;
import io.nuncio.kernel.thread.Deletable;
import io.nuncio.kernel.thread.Timer;
import io.nuncio.proxy.spec.listener.FilterChainSpec;
import io.nuncio.proxy.spi.AccessLogType;
import io.nuncio.proxy.spi.CloseType;
import io.nuncio.proxy.spi.ConnectionCallbacks;
import io.nuncio.proxy.spi.ConnectionEvent;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.wire.Connection;
import org.jspecify.annotations.Nullable;

/**
 * A connection that a filter chain serves, from the choice of the chain until its filters are gone. Holds the generation
 * of its listener's configuration.
 */
final class ActiveConnection implements ConnectionCallbacks, Deletable {

    private static final long NS_PER_MS = 1_000_000;

    private final Listener listener;
    private final ListenerPlan plan;
    private final FilterChainSpec chain;
    private final Connection connection;
    private final Ticket ticket;
    private @Nullable NetworkFilterChain filters;
    private @Nullable Timer handshake;

    ActiveConnection(Listener listener, FilterChainSpec chain, Connection connection, Ticket ticket) {
        this.listener = listener;
        this.plan = listener.plan();
        this.chain = chain;
        this.connection = connection;
        this.ticket = ticket;
        connection.info().filterChainName(chain.name());
        connection.info().listenerMetadata(plan.spec().metadata());
        connection.bufferLimit(plan.spec().limits().perConnectionBufferBytes());
        connection.addCallbacks(this);
        Generation generation = plan.generation();
        if (generation != null) {
            generation.hold();
        }
        plan.stats().cxTotal.inc();
        plan.stats().cxActive.inc();
        listener.ofWorker().cxTotal().inc();
        listener.ofWorker().cxActive().inc();
    }

    FilterChainSpec chain() {
        return chain;
    }

    /** Makes the filters and lets them hear of it. */
    void start() {
        if (chain.filters().isEmpty()) {
            connection.close(CloseType.NO_FLUSH, "no_filters");
            return;
        }
        NetworkFilterChain made = new NetworkFilterChain(
                connection, listener.setting(), chain.filters(), () -> listener.drainClose(plan.spec(), chain));
        filters = made;
        connection.readTo(made);
        connection.tapWrites(made);
        if (chain.transportSocketConnectTimeoutMs() > 0
                && chain.transportSocket().isPresent()) {
            handshake = connection.dispatcher().createTimer(this::onHandshakeTimeout);
            handshake.enableMs(chain.transportSocketConnectTimeoutMs());
        }
        made.start();
    }

    void close(CloseType type, String details) {
        connection.close(type, details);
    }

    private void onHandshakeTimeout() {
        plan.stats().transportSocketConnectTimeout.inc();
        connection.close(CloseType.NO_FLUSH, "transport_socket_timeout");
    }

    @Override
    public void onEvent(ConnectionEvent event) {
        if (handshake != null) {
            handshake.close();
            handshake = null;
        }
        if (event == ConnectionEvent.CONNECTED) {
            connection.streamInfo().downstreamHandshake(connection.dispatcher().approximateMonotonicNs());
            return;
        }
        StreamInfo info = connection.streamInfo();
        info.downstreamDetectedClose(connection.detectedClose());
        info.downstreamTransportFailureReason(connection.transportFailureReason());
        info.localCloseReason(connection.localCloseReason());
        plan.stats().cxActive.dec();
        plan.stats().cxDestroy.inc();
        listener.ofWorker().cxActive().dec();
        listener.removed(this);
        connection.dispatcher().deferredDelete(this);
    }

    /** The end, outside every callback of the connection. */
    @Override
    public void delete() {
        long nowNs = connection.dispatcher().approximateMonotonicNs();
        StreamInfo info = connection.streamInfo();
        info.complete(nowNs);
        plan.stats().cxLengthMs.record((nowNs - info.startMonotonicNs()) / NS_PER_MS);
        if (filters != null) {
            filters.destroy();
        }
        plan.accessLoggers().forEach(logger -> logger.log(info, AccessLogType.NOT_SET));
        ticket.giveBack();
        Generation generation = plan.generation();
        if (generation != null) {
            generation.release();
        }
    }
}
