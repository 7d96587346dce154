package io.nuncio.control.subscribe;

import com.google.common.collect.ImmutableList;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.nuncio.control.assemble.Outcome;
import io.nuncio.control.assemble.RouteOrigin;
import io.nuncio.control.assemble.Update;
import io.nuncio.control.subscribe.xds.NamedSubscriptions;
import io.nuncio.control.subscribe.xds.ResourceType;
import io.nuncio.control.subscribe.xds.XdsMux;
import io.nuncio.control.translate.Candidate;
import io.nuncio.control.translate.Problem;
import io.nuncio.control.translate.TranslationSession.Ground;
import io.nuncio.control.translate.route.RouteScope;
import io.nuncio.control.translate.route.RouteTableTranslator;
import io.nuncio.kernel.stats.Counter;
import io.nuncio.kernel.stats.Gauge;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.proxy.spec.ConfigSourceSpec;
import io.nuncio.proxy.spec.FileSource;
import io.nuncio.proxy.spec.route.RouteTableSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings tables of routes out of files and from control planes. What is asked for before {@link #begin} waits: the clusters
 * come first. Main thread only.
 */
final class RouteSources implements RouteOrigin, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RouteSources.class);

    private final Dispatcher main;
    private final Map<XdsMux, NamedSubscriptions<RouteConfiguration>> planes = new HashMap<>();
    private final List<Wish> wishes = new ArrayList<>();
    private @Nullable Means means;

    /** What sources are opened with. */
    private record Means(CollectionSources files, Muxes muxes, Ground ground) {}

    RouteSources(Dispatcher main) {
        this.main = main;
    }

    /** One table that is asked for. */
    private static final class Wish {
        final ConfigSourceSpec source;
        final String name;
        final Scope stats;
        final Taker taker;
        Runnable end = () -> {};

        Wish(ConfigSourceSpec source, String name, Scope stats, Taker taker) {
            this.source = source;
            this.name = name;
            this.stats = stats;
            this.taker = taker;
        }
    }

    @Override
    public Runnable open(ConfigSourceSpec source, String name, Scope stats, Taker taker) {
        Wish wish = new Wish(source, name, stats, taker);
        wishes.add(wish);
        if (means != null) {
            start(wish, means);
        }
        return () -> {
            wishes.remove(wish);
            wish.end.run();
        };
    }

    /** From now on sources are opened when they are asked for. */
    void begin(CollectionSources files, Muxes muxes, Ground ground) {
        Means now = new Means(files, muxes, ground);
        means = now;
        new ArrayList<>(wishes).forEach(wish -> start(wish, now));
    }

    private void start(Wish wish, Means with) {
        try {
            wish.end = wish.source.origin() instanceof FileSource file ? ofFile(file, wish, with) : ofPlane(wish, with);
        } catch (IOException e) {
            LOG.error("the routes '{}' cannot be asked for: {}", wish.name, e.getMessage());
            wish.taker.initialised();
        }
    }

    private static Runnable ofFile(FileSource file, Wish wish, Means with) throws IOException {
        FileSubscription<RouteConfiguration, RouteTableSpec> subscription = new FileSubscription<>(
                file,
                with.files().fileSetting(),
                new FileSubscription.Consumer<>(
                        RouteConfiguration.getDefaultInstance(),
                        message -> candidate(message, with),
                        counted(wish)::take),
                wish.stats);
        subscription.start(wish.taker::initialised);
        return subscription::close;
    }

    private Runnable ofPlane(Wish wish, Means with) throws IOException {
        XdsMux mux = with.muxes()
                .find(wish.source.origin(), ResourceType.ROUTES, wish.stats)
                .orElseThrow(() -> new IOException("there is no dynamic_resources.ads_config"));
        NamedSubscriptions<RouteConfiguration> routes = planes.computeIfAbsent(
                mux,
                each -> new NamedSubscriptions<>(
                        ResourceType.ROUTES,
                        each,
                        main,
                        with.files().reader(RouteConfiguration.getDefaultInstance(), RouteConfiguration::getName)));
        Counting taker = counted(wish);
        return routes.watch(
                wish.name, wish.source.initialFetchTimeoutMs(), wish.stats, new NamedSubscriptions.Watcher<>() {
                    @Override
                    public ImmutableList<Problem> onResource(
                            RouteConfiguration message, NamedSubscriptions.Version version) {
                        Outcome outcome = taker.take(new Update<>(
                                false,
                                version.text(),
                                version.atMs(),
                                ImmutableList.of(candidate(message, with)),
                                Optional.empty()));
                        wish.taker.initialised();
                        return outcome.errors().stream()
                                .flatMap(refusal -> refusal.problems().stream())
                                .collect(ImmutableList.toImmutableList());
                    }

                    @Override
                    public void onTimeout() {
                        wish.taker.initialised();
                    }
                })::close;
    }

    private static Candidate<RouteTableSpec> candidate(RouteConfiguration message, Means with) {
        return RouteTableTranslator.candidate(
                message, "", with.ground(), new RouteScope(false, with.ground().clusters()));
    }

    private static Counting counted(Wish wish) {
        return new Counting(wish.taker, wish.stats.counter("config_reload"), wish.stats.gauge("config_reload_time_ms"));
    }

    /** Counts what changes something. */
    private record Counting(Taker taker, Counter reloads, Gauge reloadedAtMs) {
        Outcome take(Update<RouteTableSpec> update) {
            Outcome outcome = taker.take(update);
            if (outcome.accepted() && outcome.changed() > 0) {
                reloads.inc();
                reloadedAtMs.set(update.receivedAtMs());
            }
            return outcome;
        }
    }

    @Override
    public void close() {
        wishes.forEach(wish -> wish.end.run());
        wishes.clear();
        planes.values().forEach(NamedSubscriptions::close);
        planes.clear();
    }
}
