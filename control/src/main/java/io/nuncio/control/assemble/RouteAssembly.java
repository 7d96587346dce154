package io.nuncio.control.assemble;

import com.google.common.collect.ImmutableList;
import io.nuncio.control.dump.ResourceState;
import io.nuncio.control.publish.PublishedRoutes;
import io.nuncio.control.publish.RoutePublisher;
import io.nuncio.control.translate.Candidate;
import io.nuncio.control.translate.Problem;
import io.nuncio.control.translate.RoutesWanted;
import io.nuncio.control.translate.Translation;
import io.nuncio.proxy.spec.ConfigSourceSpec;
import io.nuncio.proxy.spec.route.BoundRoutes;
import io.nuncio.proxy.spec.route.RouteTable;
import io.nuncio.proxy.spec.route.RouteTableSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins tables of routes with the connection managers that want them: one table for each source and name, bound to each of
 * its users, and published to all of them in one step. What one user cannot take is refused for all. Main thread only.
 */
public final class RouteAssembly implements Readiness {

    private static final Logger LOG = LoggerFactory.getLogger(RouteAssembly.class);

    private final RoutePublisher publisher;
    private final RouteOrigin origin;
    private final Map<Key, Table> tables = new LinkedHashMap<>();

    private record Key(ConfigSourceSpec source, String name) {}

    private record Bound(User user, BoundRoutes routes, Translation<BoundRoutes> translation) {}

    /** A connection manager that uses a table. */
    private static final class User {
        final RoutesWanted wanted;
        final PublishedRoutes published;

        User(RoutesWanted wanted, PublishedRoutes published) {
            this.wanted = wanted;
            this.published = published;
        }
    }

    /** Without any. */
    public RouteAssembly(RoutePublisher publisher, RouteOrigin origin) {
        this.publisher = publisher;
        this.origin = origin;
    }

    @Override
    public Runnable await(ImmutableList<RoutesWanted> wanted, Runnable ready) {
        int[] left = {wanted.size() + 1};
        boolean[] ended = {false};
        Runnable one = () -> {
            left[0]--;
            if (left[0] == 0 && !ended[0]) {
                ready.run();
            }
        };
        wanted.forEach(each -> join(each, one));
        one.run();
        return () -> ended[0] = true;
    }

    private void join(RoutesWanted wanted, Runnable ready) {
        Key key = new Key(wanted.source(), wanted.name());
        Table known = tables.get(key);
        Table table = known == null ? new Table(key) : known;
        tables.putIfAbsent(key, table);
        User user = new User(wanted, publisher.open(wanted.name(), wanted.none()));
        wanted.serve(user.published);
        wanted.onClose(() -> table.leave(user));
        table.join(user, ready);
        if (known == null) {
            table.open(wanted);
        }
    }

    /** The tables that have come, for the admin. */
    public ImmutableList<ResourceState> states() {
        return tables.values().stream()
                .flatMap(table -> Stream.ofNullable(table.state))
                .collect(ImmutableList.toImmutableList());
    }

    /** One table, from wherever it comes. */
    private final class Table implements RouteOrigin.Taker {

        private final Key key;
        private final List<User> users = new ArrayList<>();
        private final List<Runnable> waiting = new ArrayList<>();
        private @Nullable RouteTable table;
        private @Nullable ResourceState state;
        private String contentHash = "";
        private boolean initialised;
        private Runnable end = () -> {};

        Table(Key key) {
            this.key = key;
        }

        void open(RoutesWanted first) {
            end = origin.open(key.source(), key.name(), first.stats(), this);
            if (users.isEmpty()) {
                end.run();
            }
        }

        void join(User user, Runnable ready) {
            users.add(user);
            RouteTable now = table;
            if (now != null) {
                Translation<BoundRoutes> bound = user.wanted.bind(now);
                if (bound.value().isPresent()) {
                    publisher.put(user.published, bound.value().get(), bound.closers());
                } else {
                    LOG.error("the routes '{}' do not fit a listener: {}", key.name(), bound.reasons());
                }
            }
            if (initialised) {
                ready.run();
            } else {
                waiting.add(ready);
            }
        }

        void leave(User user) {
            if (users.remove(user)) {
                publisher.close(user.published);
            }
            if (users.isEmpty() && tables.remove(key, this)) {
                end.run();
            }
        }

        @Override
        public void initialised() {
            initialised = true;
            List<Runnable> all = new ArrayList<>(waiting);
            waiting.clear();
            all.forEach(Runnable::run);
        }

        @Override
        public Outcome take(Update<RouteTableSpec> update) {
            if (update.offered().isEmpty()) {
                return new Outcome(0, 0, 0, ImmutableList.of());
            }
            if (update.offered().size() > 1) {
                return refused(
                        "Unexpected RDS resource length: " + update.offered().size());
            }
            Candidate<RouteTableSpec> candidate = update.offered().getFirst();
            if (!candidate.name().equals(key.name())) {
                return refused("Unexpected RDS configuration (expecting " + key.name() + "): " + candidate.name());
            }
            if (candidate.contentHash().equals(contentHash)) {
                return new Outcome(0, 1, 0, ImmutableList.of());
            }
            Translation<RouteTableSpec> translation = candidate.translate();
            translation.warnings().forEach(warning -> LOG.warn("routes '{}': {}", key.name(), warning));
            if (translation.value().isEmpty()) {
                return refused(translation.errors());
            }
            RouteTable compiled = new RouteTable(translation.value().get());
            ImmutableList<Problem> problems = bindAll(compiled);
            if (!problems.isEmpty()) {
                return refused(problems);
            }
            table = compiled;
            contentHash = candidate.contentHash();
            state = new ResourceState(update.version(), candidate.received(), update.receivedAtMs());
            return new Outcome(1, 0, 0, ImmutableList.of());
        }

        /** For all users or for none. */
        private ImmutableList<Problem> bindAll(RouteTable compiled) {
            List<Bound> all = new ArrayList<>();
            for (User user : users) {
                Translation<BoundRoutes> bound = user.wanted.bind(compiled);
                if (bound.value().isEmpty()) {
                    all.forEach(each -> each.translation().closers().close());
                    return bound.errors();
                }
                all.add(new Bound(user, bound.value().get(), bound));
            }
            publisher.together(() -> all.forEach(each -> publisher.put(
                    each.user().published, each.routes(), each.translation().closers())));
            return ImmutableList.of();
        }

        private Outcome refused(String reason) {
            return refused(ImmutableList.of(new Problem("", reason)));
        }

        private Outcome refused(ImmutableList<Problem> problems) {
            return new Outcome(0, 0, 0, ImmutableList.of(new Outcome.Refusal(key.name(), problems)));
        }
    }
}
