package io.nuncio.control.translate.http;

import com.google.common.collect.ImmutableList;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.Rds;
import io.nuncio.control.translate.ConfigSources;
import io.nuncio.control.translate.Place;
import io.nuncio.control.translate.RoutesWanted;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.proxy.downstream.http.RouteSource;
import io.nuncio.proxy.spec.ConfigSourceSpec;
import io.nuncio.proxy.spec.FileSource;
import io.nuncio.proxy.spec.http.HttpConnectionSpec;
import io.nuncio.proxy.spec.route.RouteTable;
import io.nuncio.proxy.spec.route.RouteTableSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Envoy's {@code Rds}: routes that come from a source of their own. */
final class RoutesElsewhere {

    private RoutesElsewhere() {}

    /** Wants the routes; null if an error was recorded. */
    static @Nullable RouteSource want(Rds message, HttpConnectionSpec spec, Place place) {
        Place at = place.at("rds");
        ConfigSourceSpec source = ConfigSources.read(message.getConfigSource(), at.at("config_source"));
        if (source == null) {
            return null;
        }
        if (source.origin() instanceof FileSource file && !Files.exists(Path.of(file.path()))) {
            at.error(
                    "config_source",
                    "paths must refer to an existing path in the system: '" + file.path() + "' does not exist");
        }
        if (place.session().problems().refused()) {
            return null;
        }
        RouteBinder binder = new RouteBinder(spec, at);
        Scope stats = place.stats().scope("http." + spec.statPrefix() + ".rds." + message.getRouteConfigName());
        RoutesWanted wanted = new RoutesWanted(
                source,
                message.getRouteConfigName(),
                stats,
                place.session().ground(),
                binder::bind,
                binder.bind(new RouteTable(RouteTableSpec.of("", ImmutableList.of())), at));
        place.onClose(stats::close);
        place.onClose(wanted::close);
        place.session().want(wanted);
        return wanted;
    }
}
