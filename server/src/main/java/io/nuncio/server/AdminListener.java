package io.nuncio.server;

import com.google.common.collect.ImmutableList;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.proxy.downstream.ConnectionHandler;
import io.nuncio.proxy.downstream.ListenSockets;
import io.nuncio.proxy.downstream.ListenerPlan;
import io.nuncio.proxy.downstream.WorkerSetting;
import io.nuncio.proxy.downstream.http.HttpConnections;
import io.nuncio.proxy.downstream.http.LiveRoutes;
import io.nuncio.proxy.exchange.InternalCalls;
import io.nuncio.proxy.spec.Address;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.Opaque;
import io.nuncio.proxy.spec.bootstrap.AdminSpec;
import io.nuncio.proxy.spec.http.HttpConnectionSpec;
import io.nuncio.proxy.spec.listener.FilterChainMatchSpec;
import io.nuncio.proxy.spec.listener.FilterChainSpec;
import io.nuncio.proxy.spec.listener.FilterChainsSpec;
import io.nuncio.proxy.spec.listener.ListenerSocketSpec;
import io.nuncio.proxy.spec.listener.ListenerSpec;
import io.nuncio.proxy.spec.route.BoundRoutes;
import io.nuncio.server.admin.AdminHttp;
import io.nuncio.server.admin.AdminTable;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where the admin listens: a listener like any other, on main, that no configuration can change. */
@OnMain
final class AdminListener implements AutoCloseable {

    private static final String NAME = "admin";
    private static final long TAG = 0;

    /** Told to a next hop only, and the admin has none. */
    private static final String OWN_ADDRESS = "127.0.0.1";

    private final ConnectionHandler handler;
    private final ListenSockets sockets;

    private AdminListener(ConnectionHandler handler, ListenSockets sockets) {
        this.handler = handler;
        this.sockets = sockets;
    }

    /**
     * Opens it.
     *
     * @param main what main brings along for connections
     * @throws IOException if the address cannot be bound
     */
    static AdminListener open(AdminSpec spec, Address address, AdminTable table, WorkerSetting main, StatStore stats)
            throws IOException {
        HttpConnectionSpec manager = AdminHttp.spec(table, spec.accessLogs());
        LiveRoutes routes = new LiveRoutes(
                BoundRoutes.unrouted(
                        ImmutableList.of(manager.filters().getFirst().extension())),
                null);
        HttpConnections http = new HttpConnections(
                manager, scopes(stats), new InternalCalls.Plan(ImmutableList.of(), OWN_ADDRESS), () -> routes);
        ListenerSpec listener = listener(address, http);
        ListenSockets sockets = ListenSockets.open(address, listener.socket());
        ConnectionHandler handler = new ConnectionHandler(main);
        ListenerPlan plan = ListenerPlan.create(TAG, listener, sockets, new ListenerPlan.Sharing(1, stats), null);
        AdminListener opened = new AdminListener(handler, sockets);
        List<String> failures = new ArrayList<>(1);
        handler.addListener(plan, failure -> failure.ifPresent(failures::add));
        if (!failures.isEmpty()) {
            opened.close();
            throw new IOException(failures.getFirst());
        }
        return opened;
    }

    private static HttpConnections.Scopes scopes(StatStore stats) {
        return new HttpConnections.Scopes(
                stats.scope("http." + AdminHttp.STAT_PREFIX),
                stats.scope("listener.admin.http." + AdminHttp.STAT_PREFIX),
                stats.scope("http1"));
    }

    /** Where it is bound. */
    SocketAddress address() {
        return sockets.address();
    }

    @Override
    public void close() throws IOException {
        handler.close();
        sockets.close();
    }

    private static ListenerSpec listener(Address address, HttpConnections http) {
        FilterChainSpec chain = new FilterChainSpec(
                NAME,
                NAME,
                FilterChainMatchSpec.ANY,
                ImmutableList.of(new ExtensionSpec(NAME, "", Opaque.of(http))),
                Optional.empty(),
                0);
        return new ListenerSpec(
                NAME,
                NAME,
                address,
                new ListenerSocketSpec(
                        false,
                        true,
                        ListenerSocketSpec.BACKLOG_DEFAULT,
                        ListenerSocketSpec.ACCEPTS_PER_EVENT_DEFAULT,
                        false,
                        false,
                        false),
                ImmutableList.of(),
                new FilterChainsSpec(ImmutableList.of(chain), Optional.empty()),
                ImmutableList.of(),
                new ListenerSpec.ConnectionLimits(
                        ListenerSpec.ConnectionLimits.PER_CONNECTION_BUFFER_DEFAULT_BYTES,
                        Optional.empty(),
                        true,
                        0,
                        false),
                new ListenerSpec.ListenerDrain(ListenerSpec.Direction.UNSPECIFIED, false));
    }
}
