package io.nuncio.control.translate.http;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.nuncio.control.translate.Place;
import io.nuncio.control.translate.TranslationSession;
import io.nuncio.control.translate.route.RouteScope;
import io.nuncio.control.translate.route.RouteTableTranslator;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.proxy.downstream.http.HttpConnections;
import io.nuncio.proxy.downstream.http.HttpConnections.Scopes;
import io.nuncio.proxy.downstream.http.LiveRoutes;
import io.nuncio.proxy.downstream.http.RouteSource;
import io.nuncio.proxy.exchange.InternalCalls;
import io.nuncio.proxy.router.RouterMaker;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.Opaque;
import io.nuncio.proxy.spec.http.HttpConnectionSpec;
import io.nuncio.proxy.spec.http.RouterSpec;
import io.nuncio.proxy.spec.route.BoundRoutes;
import io.nuncio.proxy.spec.route.RouteTable;
import io.nuncio.proxy.spec.route.RouteTableSpec;
import io.nuncio.proxy.spi.NetworkFilterFactory;
import io.nuncio.proxy.spi.NetworkFilterMaker;
import io.nuncio.proxy.spi.ParseContext;
import io.nuncio.proxy.spi.TypedConfig;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes connection managers: the one network filter that is not an extension beside the house, because it joins routes,
 * filters and the engine.
 */
public final class HttpConnectionManagerFactory implements NetworkFilterFactory {

    @Override
    public String name() {
        return "envoy.filters.network.http_connection_manager";
    }

    @Override
    public Set<String> typeNames() {
        return Set.of(HttpConnectionManager.getDescriptor().getFullName());
    }

    @Override
    @OnMain
    public @Nullable NetworkFilterMaker parse(TypedConfig config, ParseContext context) {
        if (!(context instanceof Place place)) {
            throw new IllegalArgumentException("a connection manager is read on the config road only");
        }
        HttpConnectionManager message;
        try {
            message = HttpConnectionManager.parseFrom(config.value());
        } catch (InvalidProtocolBufferException e) {
            place.error("", "not a HttpConnectionManager: " + e.getMessage());
            return null;
        }
        HttpConnectionSpec spec = ConnectionSpecs.read(message, place.withStats("http." + message.getStatPrefix()));
        RouteSource routes =
                message.hasRds() ? RoutesElsewhere.want(message.getRds(), spec, place) : inline(message, spec, place);
        return routes == null ? null : new HttpConnections(spec, scopes(spec, place), calls(place), routes);
    }

    /** Calls of filters, and copies of requests, go through a router of their own that is as Envoy's. */
    private static InternalCalls.Plan calls(Place place) {
        Scope scope = place.stats().scope("http.async-client");
        Scope virtualHosts = place.stats().scope("vhost");
        place.onClose(scope::close);
        place.onClose(virtualHosts::close);
        RouterMaker router = new RouterMaker(RouterSpec.DEFAULT, scope, virtualHosts);
        return new InternalCalls.Plan(
                ImmutableList.of(new ExtensionSpec("envoy.filters.http.router", "", Opaque.of(router))),
                OwnAddress.text());
    }

    private static Scopes scopes(HttpConnectionSpec spec, Place place) {
        Scope manager = place.stats().scope("http." + spec.statPrefix());
        Scope listener =
                place.stats().scope("listener." + place.session().listenerStatPrefix() + ".http." + spec.statPrefix());
        Scope codec = place.stats().scope("http1");
        place.onClose(manager::close);
        place.onClose(listener::close);
        place.onClose(codec::close);
        return new Scopes(manager, listener, codec);
    }

    private static @Nullable RouteSource inline(HttpConnectionManager message, HttpConnectionSpec spec, Place place) {
        TranslationSession session = place.session();
        Place at = place.at("route_config");
        RouteTableSpec table = RouteTableTranslator.read(
                message.getRouteConfig(),
                at,
                new RouteScope(true, session.ground().clusters()));
        if (session.problems().refused()) {
            return null; // a table in error cannot be compiled
        }
        BoundRoutes bound = new RouteBinder(spec, at).bind(new RouteTable(table), at);
        LiveRoutes live = new LiveRoutes(bound, null);
        return session.problems().refused() ? null : () -> live;
    }
}
