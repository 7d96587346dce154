package io.nuncio.control.subscribe.xds;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.Message;
import io.nuncio.control.dump.ResourceMessage;
import io.nuncio.control.subscribe.stats.SubscriptionStats;
import io.nuncio.control.translate.Problem;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.kernel.thread.Dispatcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resources of one type that are asked for by name: the endpoints of clusters, the routes of listeners. Whoever wants one
 * that is there already gets it at once, so that what replaces another thing does not wait for it again. Main thread only.
 *
 * @param <M> the message of the resources
 */
public final class NamedSubscriptions<M extends Message> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NamedSubscriptions.class);

    private final ResourceType type;
    private final Dispatcher main;
    private final ResourceReader<M> reader;
    private final XdsMux.Interest interest;
    private final Map<String, Named> byName = new LinkedHashMap<>();

    /** Asks for nothing yet. */
    public NamedSubscriptions(ResourceType type, XdsMux mux, Dispatcher main, ResourceReader<M> reader) {
        this.type = type;
        this.main = main;
        this.reader = reader;
        this.interest = mux.interest(type, new Consumer());
    }

    /** Who wants a resource. */
    public interface Watcher<M extends Message> {
        /**
         * It has come, or another version of it has.
         *
         * @return why it is refused; empty: it is in force
         */
        ImmutableList<Problem> onResource(M message, Version version);

        /** The control plane has none any more. Envoy keeps what it has, and so may this. */
        default void onGone() {}

        /** Nothing came in time: whoever waits goes on without. */
        void onTimeout();
    }

    /**
     * Which version of a resource it is.
     *
     * @param text as the control plane gives it
     * @param received as it came, for dumps
     * @param atMs when it arrived, wall clock
     */
    public record Version(String text, ResourceMessage received, long atMs) {}

    private final class Named {
        final List<Watching> watching = new ArrayList<>();
        ResourceReader.@Nullable Good<M> latest;

        @Nullable
        Version version;
    }

    /** One who waits for one resource, until it is closed. */
    public final class Watching implements AutoCloseable {
        private final String name;
        private final Watcher<M> watcher;
        private final SubscriptionStats stats;
        private final FirstAnswer first;
        private boolean closed;

        private Watching(String name, long fetchTimeoutMs, Scope scope, Watcher<M> watcher) {
            this.name = name;
            this.watcher = watcher;
            this.stats = new SubscriptionStats(scope);
            this.first = new FirstAnswer(main, fetchTimeoutMs, () -> {
                LOG.warn("{} '{}' did not come within {} ms", type, name, fetchTimeoutMs);
                stats.timedOut();
                watcher.onTimeout();
            });
        }

        private ImmutableList<Problem> take(ResourceReader.Good<M> good, Version version) {
            if (closed) {
                return ImmutableList.of();
            }
            stats.attempted();
            main.updateApproximateMonotonicTime();
            long beganMs = main.approximateMonotonicMs();
            ImmutableList<Problem> problems = watcher.onResource(good.message(), version);
            first.came();
            if (problems.isEmpty()) {
                main.updateApproximateMonotonicTime();
                stats.succeeded(version.text(), version.atMs(), main.approximateMonotonicMs() - beganMs);
            } else {
                stats.rejected();
            }
            return problems;
        }

        private void refused() {
            stats.attempted();
            stats.rejected();
            if (first.came()) {
                watcher.onTimeout();
            }
        }

        /** Wants it no more. Idempotent. */
        @Override
        public void close() {
            if (closed) {
                return;
            }
            closed = true;
            first.close();
            Named named = byName.get(name);
            if (named != null && named.watching.remove(this) && named.watching.isEmpty()) {
                byName.remove(name);
                interest.drop(name);
            }
        }
    }

    /**
     * Wants a resource.
     *
     * @param fetchTimeoutMs how long it is waited for; 0: as long as it takes
     * @param scope where the stats of this subscription stand
     */
    public Watching watch(String name, long fetchTimeoutMs, Scope scope, Watcher<M> watcher) {
        Named named = byName.computeIfAbsent(name, none -> new Named());
        Watching watching = new Watching(name, fetchTimeoutMs, scope, watcher);
        named.watching.add(watching);
        watching.stats.attempted();
        ResourceReader.Good<M> latest = named.latest;
        Version version = named.version;
        if (latest != null && version != null) {
            watching.take(latest, version);
        } else {
            watching.first.begin();
        }
        interest.want(name);
        return watching;
    }

    /** Nothing is asked for until {@link #resume}: what comes together is asked for together. */
    public void pause() {
        interest.pause();
    }

    /** Goes on after {@link #pause}. */
    public void resume() {
        interest.resume();
    }

    @Override
    public void close() {
        byName.values().forEach(named -> named.watching.forEach(watching -> watching.first.close()));
    }

    private final class Consumer implements ResourceConsumer {

        @Override
        public Verdict onWorld(String version, ImmutableList<XdsResource> resources) {
            return take(version, resources);
        }

        @Override
        public Verdict onChanges(String version, ImmutableList<XdsResource> changed, ImmutableList<String> removed) {
            for (String name : removed) {
                Named named = byName.get(name);
                if (named != null) {
                    named.latest = null;
                    named.version = null;
                    List.copyOf(named.watching).forEach(watching -> watching.watcher.onGone());
                }
            }
            return take(version, changed);
        }

        @Override
        public void onConnectionFailure() {
            byName.values()
                    .forEach(named -> named.watching.forEach(watching -> {
                        watching.stats.failed();
                        watching.stats.attempted();
                    }));
        }
    }

    private Verdict take(String version, ImmutableList<XdsResource> resources) {
        ImmutableList.Builder<Verdict.Refusal> refusals = ImmutableList.builder();
        for (XdsResource resource : resources) {
            ResourceReader.Read<M> read = reader.read(resource);
            Named named = byName.get(read.name());
            switch (read) {
                case ResourceReader.Good<M> good -> {
                    if (named != null) {
                        String own = resource.version().isEmpty() ? version : resource.version();
                        String details = tell(named, good, new Version(own, good.received(), main.wallClockMs()));
                        if (!details.isEmpty()) {
                            refusals.add(new Verdict.Refusal(read.name(), details));
                        }
                    }
                }
                case ResourceReader.Bad<M> bad -> {
                    if (named != null) {
                        List.copyOf(named.watching).forEach(Watching::refused);
                    }
                    refusals.add(new Verdict.Refusal(bad.name(), bad.details()));
                }
            }
        }
        ImmutableList<Verdict.Refusal> refused = refusals.build();
        refused.forEach(refusal -> LOG.warn("{} '{}' is refused: {}", type, refusal.name(), refusal.details()));
        return new Verdict(refused);
    }

    /** The reasons of all who refuse it, each once. */
    private String tell(Named named, ResourceReader.Good<M> good, Version version) {
        ImmutableList.Builder<Problem> problems = ImmutableList.builder();
        for (Watching watching : List.copyOf(named.watching)) {
            problems.addAll(watching.take(good, version));
        }
        String details =
                problems.build().stream().distinct().map(Problem::toString).collect(Collectors.joining("; "));
        if (details.isEmpty()) {
            named.latest = good;
            named.version = version;
        }
        return details;
    }
}
