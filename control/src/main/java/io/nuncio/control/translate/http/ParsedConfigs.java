package io.nuncio.control.translate.http;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.nuncio.control.translate.Place;
import io.nuncio.proxy.spec.route.ClusterChoiceSpec;
import io.nuncio.proxy.spec.route.FilterConfigSpec;
import io.nuncio.proxy.spec.route.ForwardSpec;
import io.nuncio.proxy.spec.route.RouteSpec;
import io.nuncio.proxy.spec.route.RouteTableSpec;
import io.nuncio.proxy.spec.route.VirtualHostSpec;
import io.nuncio.proxy.spi.TypedConfig;
import io.nuncio.proxy.spi.http.HttpFilterFactory;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The configurations of filters that stand in a table of routes, each read once by the factory of its type. */
final class ParsedConfigs {

    private final IdentityHashMap<FilterConfigSpec, Parsed> all = new IdentityHashMap<>();

    /** What a factory made of a configuration. */
    record Parsed(HttpFilterFactory factory, Object config) {}

    /** Reads all that stand in {@code table}, at {@code place}; errors are recorded. */
    ParsedConfigs(RouteTableSpec table, Place place) {
        read(table.filterConfigs(), place);
        for (int i = 0; i < table.virtualHosts().size(); i++) {
            VirtualHostSpec host = table.virtualHosts().get(i);
            Place hostPlace = place.at("virtual_hosts", i);
            read(host.filterConfigs(), hostPlace);
            for (int j = 0; j < host.routes().size(); j++) {
                route(host.routes().get(j), hostPlace.at("routes", j));
            }
        }
    }

    private void route(RouteSpec route, Place place) {
        read(route.details().filterConfigs(), place);
        if (route.action() instanceof ForwardSpec forward
                && forward.cluster() instanceof ClusterChoiceSpec.Weighted weighted) {
            for (int i = 0; i < weighted.clusters().size(); i++) {
                read(
                        weighted.clusters().get(i).filterConfigs(),
                        place.at("route.weighted_clusters").at("clusters", i));
            }
        }
    }

    private void read(ImmutableMap<String, FilterConfigSpec> configs, Place place) {
        configs.forEach((name, config) -> {
            if (!config.typeUrl().isEmpty()) {
                Parsed parsed = read(name, config, place.at("typed_per_filter_config[\"" + name + "\"]"));
                if (parsed != null) {
                    all.put(config, parsed);
                }
            }
        });
    }

    private static @Nullable Parsed read(String name, FilterConfigSpec config, Place place) {
        TypedConfig typed = config.config().as(TypedConfig.class);
        for (HttpFilterFactory factory : place.session().ground().extensions().all(HttpFilterFactory.class)) {
            if (factory.routeTypeNames().contains(typed.typeName())) {
                Object made = factory.parseRoute(typed, place);
                return made == null ? null : new Parsed(factory, made);
            }
        }
        if (!config.optional()) {
            place.error("Didn't find a registered implementation for '" + name + "' with type URL: '" + typed.typeName()
                    + "'");
        }
        return null;
    }

    /** What {@code name} is told at each level. */
    List<Parsed> of(String name, ImmutableList<ImmutableMap<String, FilterConfigSpec>> levels) {
        List<Parsed> found = new ArrayList<>();
        for (ImmutableMap<String, FilterConfigSpec> level : levels) {
            FilterConfigSpec config = level.get(name);
            Parsed parsed = config == null ? null : all.get(config);
            if (parsed != null) {
                found.add(parsed);
            }
        }
        return found;
    }
}
