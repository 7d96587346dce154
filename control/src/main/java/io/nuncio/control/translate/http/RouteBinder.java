package io.nuncio.control.translate.http;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import io.nuncio.control.translate.Place;
import io.nuncio.proxy.blocking.BlockingMaker;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.Opaque;
import io.nuncio.proxy.spec.http.HttpConnectionSpec;
import io.nuncio.proxy.spec.http.HttpFilterSpec;
import io.nuncio.proxy.spec.route.BoundRoutes;
import io.nuncio.proxy.spec.route.BoundRoutes.ForRoute;
import io.nuncio.proxy.spec.route.ClusterChoiceSpec;
import io.nuncio.proxy.spec.route.FilterConfigSpec;
import io.nuncio.proxy.spec.route.ForwardSpec;
import io.nuncio.proxy.spec.route.RouteChain;
import io.nuncio.proxy.spec.route.RouteEntry;
import io.nuncio.proxy.spec.route.RouteFilters;
import io.nuncio.proxy.spec.route.RouteTable;
import io.nuncio.proxy.spec.route.RouteTableSpec;
import io.nuncio.proxy.spec.route.VirtualHostSpec;
import io.nuncio.proxy.spec.route.WeightedClusterSpec;
import io.nuncio.proxy.spi.http.HttpFilterFactory;
import io.nuncio.proxy.spi.http.StreamFilterMaker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Binds tables of routes to the filters of one connection manager: works out, once, which filters run for a route and what
 * each of them is told there. Routes for which that is the same share one object.
 */
public final class RouteBinder {

    private final ImmutableList<Chain> chains;

    /** A chain with the factories of its filters, which merge configurations. */
    private record Chain(ImmutableList<HttpFilterSpec> filters, ImmutableList<HttpFilterFactory> factories) {}

    /** What a route is told at each level, the most general first; equal for routes that are told the same. */
    private record Levels(ImmutableList<ImmutableMap<String, FilterConfigSpec>> configs) {
        Levels with(ImmutableMap<String, FilterConfigSpec> more) {
            return more.isEmpty()
                    ? this
                    : new Levels(ImmutableList.<ImmutableMap<String, FilterConfigSpec>>builder()
                            .addAll(configs)
                            .add(more)
                            .build());
        }
    }

    private static final Levels NOTHING = new Levels(ImmutableList.of());

    /** For the chains of {@code spec}; {@code place} knows the factories that made their filters. */
    public RouteBinder(HttpConnectionSpec spec, Place place) {
        ImmutableList.Builder<Chain> all = ImmutableList.builder();
        all.add(chain(spec.filters(), place));
        spec.upgrades().forEach(upgrade -> upgrade.filters().ifPresent(filters -> all.add(chain(filters, place))));
        this.chains = all.build();
    }

    private static Chain chain(ImmutableList<HttpFilterSpec> filters, Place place) {
        ImmutableList.Builder<HttpFilterFactory> factories = ImmutableList.builder();
        for (HttpFilterSpec filter : filters) {
            String url = filter.extension().typeUrl();
            HttpFilterFactory factory = place.session()
                    .ground()
                    .extensions()
                    .find(HttpFilterFactory.class, filter.extension().name(), url.substring(url.lastIndexOf('/') + 1));
            if (factory == null) {
                throw new IllegalStateException(
                        "a filter without a factory: " + filter.extension().name());
            }
            factories.add(factory);
        }
        return new Chain(filters, factories.build());
    }

    /**
     * Binds {@code table}, whose configurations of filters stand below {@code place}. It is good only if no error was
     * recorded.
     */
    public BoundRoutes bind(RouteTable table, Place place) {
        return new Binding(new ParsedConfigs(table.spec(), place)).bind(table);
    }

    /** One table on its way. */
    private final class Binding {

        private final ParsedConfigs parsed;
        private final Map<Levels, RouteFilters> known = new HashMap<>();

        Binding(ParsedConfigs parsed) {
            this.parsed = parsed;
        }

        @SuppressWarnings("ReferenceEquality") // what means the same is one object
        BoundRoutes bind(RouteTable table) {
            RouteTableSpec spec = table.spec();
            RouteFilters unrouted = filters(NOTHING);
            List<ForRoute> routes = new ArrayList<>(table.entries().size());
            boolean same = true;
            Levels ofTable = NOTHING.with(spec.filterConfigs());
            for (RouteEntry entry : table.entries()) {
                VirtualHostSpec host = entry.virtualHost();
                Levels levels = ofTable.with(host.filterConfigs())
                        .with(entry.route().details().filterConfigs());
                ForRoute route = new ForRoute(filters(levels), ofClusters(entry, levels));
                same &= route.own() == unrouted && route.ofClusters().isEmpty();
                routes.add(route);
            }
            return new BoundRoutes(table, unrouted, same ? ImmutableList.of() : ImmutableList.copyOf(routes));
        }

        private ImmutableList<RouteFilters> ofClusters(RouteEntry entry, Levels levels) {
            if (!(entry.route().action() instanceof ForwardSpec forward)
                    || !(forward.cluster() instanceof ClusterChoiceSpec.Weighted weighted)
                    || weighted.clusters().stream()
                            .allMatch(cluster -> cluster.filterConfigs().isEmpty())) {
                return ImmutableList.of();
            }
            ImmutableList.Builder<RouteFilters> all = ImmutableList.builder();
            for (WeightedClusterSpec cluster : weighted.clusters()) {
                all.add(filters(levels.with(cluster.filterConfigs())));
            }
            return all.build();
        }

        private RouteFilters filters(Levels levels) {
            RouteFilters before = known.get(levels);
            if (before != null) {
                return before;
            }
            RouteFilters made = new RouteFilters(
                    chains.stream().map(chain -> chain(chain, levels)).collect(ImmutableList.toImmutableList()));
            known.put(levels, made);
            return made;
        }

        private RouteChain chain(Chain chain, Levels levels) {
            ImmutableList.Builder<ExtensionSpec> filters = ImmutableList.builder();
            ImmutableIntArray.Builder places = ImmutableIntArray.builder();
            ImmutableList.Builder<Optional<Opaque>> configs = ImmutableList.builder();
            boolean told = false;
            for (int place = 0; place < chain.filters().size(); place++) {
                HttpFilterSpec filter = chain.filters().get(place);
                String name = filter.extension().name();
                if (!disabled(filter, levels)) {
                    filters.add(filter.extension());
                    places.add(place);
                }
                Object merged = merged(filter, chain.factories().get(place), parsed.of(name, levels.configs()));
                told |= merged != null;
                configs.add(Optional.ofNullable(merged).map(Opaque::of));
            }
            return BlockingMaker.join(
                    new RouteChain(filters.build(), places.build(), told ? configs.build() : ImmutableList.of()));
        }

        private static boolean disabled(HttpFilterSpec filter, Levels levels) {
            boolean disabled = filter.disabled();
            for (ImmutableMap<String, FilterConfigSpec> level : levels.configs()) {
                FilterConfigSpec config = level.get(filter.extension().name());
                disabled = config == null ? disabled : config.disabled();
            }
            return disabled;
        }

        @SuppressWarnings("ReferenceEquality") // there is one of each factory
        private static @Nullable Object merged(
                HttpFilterSpec filter, HttpFilterFactory factory, List<ParsedConfigs.Parsed> parsed) {
            List<Object> own = new ArrayList<>();
            for (ParsedConfigs.Parsed each : parsed) {
                if (each.factory() == factory) {
                    own.add(each.config());
                }
            }
            Object base = filter.extension().made().as(StreamFilterMaker.class).config();
            return own.isEmpty() ? null : factory.merge(base, own);
        }
    }
}
