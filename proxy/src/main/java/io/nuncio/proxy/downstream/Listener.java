package io.nuncio.proxy.downstream;

import io.netty.channel.Channel;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.kernel.stats.SharedBudget;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.listener.FilterChainSpec;
import io.nuncio.proxy.spec.listener.ListenerSpec;
import io.nuncio.proxy.spi.AccessLogType;
import io.nuncio.proxy.spi.CloseType;
import io.nuncio.proxy.spi.ConnectionInfo;
import io.nuncio.proxy.spi.ResponseFlag;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.TransportSocketMaker;
import io.nuncio.proxy.wire.Connection;
import io.nuncio.proxy.wire.Connections;
import io.nuncio.proxy.wire.FilterFailures;
import io.nuncio.proxy.wire.RawBuffer;
import io.nuncio.proxy.wire.WireLoop;
import io.nuncio.proxy.wire.Wiring;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One listener on one worker: what it has accepted, and those that a filter chain serves. */
final class Listener {

    private final ConnectionHandler handler;
    private final WorkerSetting setting;
    private final ListenerStats.OfWorker ofWorker;
    private final Set<ActiveConnection> connections = new LinkedHashSet<>();
    private final Set<PendingSocket> pending = new LinkedHashSet<>();
    private final Map<FilterChainSpec, DrainSequence> drainingChains = new HashMap<>();
    private ListenerPlan plan;
    private @Nullable DrainSequence draining;

    Listener(ConnectionHandler handler, ListenerPlan plan) {
        this.handler = handler;
        this.setting = handler.setting();
        this.plan = plan;
        this.ofWorker = plan.stats().ofWorker(setting);
    }

    ListenerPlan plan() {
        return plan;
    }

    WorkerSetting setting() {
        return setting;
    }

    ListenerStats.OfWorker ofWorker() {
        return ofWorker;
    }

    int connections() {
        return connections.size() + pending.size();
    }

    /** New connections get the new plan; those that are there keep theirs. */
    void update(ListenerPlan changed) {
        plan = changed;
    }

    /** The kernel has given this worker a connection. */
    void onAccept(Channel socket) {
        SharedBudget limit = plan.limit();
        if (limit != null && !limit.tryAcquire()) {
            plan.stats().cxOverflow.inc();
            socket.unsafe().closeForcibly();
            return;
        }
        SharedBudget global = plan.spec().limits().ignoreGlobalLimit() ? null : setting.globalConnections();
        if (global != null && !global.tryAcquire()) {
            plan.stats().globalCxOverflow.inc();
            refuse(socket, limit);
            return;
        }
        if (handler.rejects()) {
            plan.stats().cxOverloadReject.inc();
            if (global != null) {
                global.release();
            }
            refuse(socket, limit);
            return;
        }
        int worker = plan.balancer().pick(setting.index());
        Ticket ticket = new Ticket(plan, global, worker);
        if (worker == setting.index()) {
            take(socket, ticket);
        } else {
            handler.handOver(socket, ticket);
        }
    }

    private static void refuse(Channel socket, @Nullable SharedBudget limit) {
        if (limit != null) {
            limit.release();
        }
        socket.unsafe().closeForcibly();
    }

    /** A connection that this worker serves from here on. */
    void take(Channel socket, Ticket ticket) {
        WireLoop loop = setting.loop();
        ConnectionInfo info = Connections.infoOf(loop, socket);
        info.listenerName(plan.spec().name());
        StreamInfo record = Connections.recordOf(loop, info);
        if (plan.listenerFilters().isEmpty()) {
            serve(new AcceptedSocket(socket, ticket, info, record), new ByteQueue(), false);
        } else {
            PendingSocket waiting = new PendingSocket(this, new AcceptedSocket(socket, ticket, info, record));
            pending.add(waiting);
            waiting.start();
        }
    }

    /** A listener filter's turn is over. */
    void noLongerPending(PendingSocket socket) {
        pending.remove(socket);
    }

    /** Finds the chain; {@code early} is what the listener filters have left. */
    void serve(AcceptedSocket accepted, ByteQueue early, boolean ended) {
        FilterChainSpec chain = plan.chains().find(new SocketQuery(accepted.info()));
        if (chain == null) {
            early.release();
            noChain(accepted);
            return;
        }
        TransportSocketMaker transport = chain.transportSocket()
                .map(ExtensionSpec::made)
                .map(made -> made.as(TransportSocketMaker.class))
                .orElse(RawBuffer.MAKER);
        Connection connection = Connections.accepted(
                setting.loop(), accepted.channel(), new Wiring(accepted.info(), accepted.record(), transport));
        ActiveConnection active = new ActiveConnection(this, chain, connection, accepted.ticket());
        connections.add(active);
        Connections.start(connection, early, ended);
        try {
            active.start();
        } catch (RuntimeException e) {
            FilterFailures.end(connection, e);
        }
    }

    private void noChain(AcceptedSocket accepted) {
        StreamInfo record = accepted.record();
        plan.stats().noFilterChainMatch.inc();
        record.flags().add(ResponseFlag.NO_ROUTE_FOUND);
        record.responseCodeDetails("filter_chain_not_found");
        record.complete(setting.loop().dispatcher().approximateMonotonicNs());
        plan.accessLoggers().forEach(logger -> logger.log(record, AccessLogType.NOT_SET));
        accepted.close();
    }

    /** Its connections are asked to end. */
    void drain(DrainSequence sequence) {
        draining = sequence;
    }

    /** The connections that such chains serve are asked to end. */
    void drainChains(Set<FilterChainSpec> chains, DrainSequence sequence) {
        chains.forEach(chain -> drainingChains.put(chain, sequence));
    }

    /** Whether a connection should end as soon as that harms nobody. */
    boolean drainClose(ListenerSpec spec, FilterChainSpec chain) {
        WorkerDrain drain = handler.drain();
        return drain.closes(spec)
                || drain.closes(draining)
                || !drainingChains.isEmpty() && drain.closes(drainingChains.get(chain));
    }

    void removed(ActiveConnection connection) {
        connections.remove(connection);
    }

    /** Closes the connections whose chain is as {@code wanted} says. */
    void closeConnections(Predicate<FilterChainSpec> wanted, String details) {
        List<ActiveConnection> all = new ArrayList<>(connections);
        for (ActiveConnection each : all) {
            if (wanted.test(each.chain())) {
                each.close(CloseType.NO_FLUSH, details);
            }
        }
    }

    /** Closes everything. */
    void close() {
        List<PendingSocket> waiting = new ArrayList<>(pending);
        waiting.forEach(PendingSocket::close);
        closeConnections(chain -> true, "");
    }
}
