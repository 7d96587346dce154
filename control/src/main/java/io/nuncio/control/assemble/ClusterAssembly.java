package io.nuncio.control.assemble;

import com.google.common.collect.ImmutableList;
import io.nuncio.control.dump.ErrorState;
import io.nuncio.control.dump.ResourceDump;
import io.nuncio.control.dump.ResourceState;
import io.nuncio.control.publish.Publisher;
import io.nuncio.control.translate.Candidate;
import io.nuncio.control.translate.Closers;
import io.nuncio.control.translate.Problem;
import io.nuncio.control.translate.Translation;
import io.nuncio.proxy.spec.cluster.ConfiguredCluster;
import io.nuncio.proxy.spec.cluster.HostSetSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clusters by name. One that arrives is looked up by its hash; if it is another it warms until it has hosts, and then
 * takes the place of the one that was active. Main thread only.
 */
public final class ClusterAssembly {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterAssembly.class);

    private final Publisher publisher;
    private final HostSource hostSource;
    private final ClusterManagerStats stats;
    private final Map<String, Entry> active = new LinkedHashMap<>();
    private final Map<String, Entry> warming = new LinkedHashMap<>();
    private final Map<String, ErrorState> errors = new LinkedHashMap<>();
    private final List<Runnable> whenWarm = new ArrayList<>();
    private final List<Runnable> whenPrimariesWarm = new ArrayList<>();
    private String version = "";

    /** Without clusters. */
    public ClusterAssembly(Publisher publisher, HostSource hostSource, ClusterManagerStats stats) {
        this.publisher = publisher;
        this.hostSource = hostSource;
        this.stats = stats;
    }

    private static final class Entry {
        final Candidate<ConfiguredCluster> candidate;
        final boolean fixed;
        final ResourceState state;
        final ConfiguredCluster configured;
        final Closers closers;
        Runnable end = () -> {};
        boolean published;
        boolean gone;

        Entry(
                Candidate<ConfiguredCluster> candidate,
                Update<ConfiguredCluster> update,
                ConfiguredCluster configured,
                Closers closers) {
            this.candidate = candidate;
            this.fixed = update.fixed();
            this.state = new ResourceState(update.versionOf(candidate), candidate.received(), update.receivedAtMs());
            this.configured = configured;
            this.closers = closers;
        }

        /** Whether nothing that this candidate says can change it. */
        boolean blocks(Candidate<ConfiguredCluster> other) {
            return fixed || candidate.contentHash().equals(other.contentHash());
        }
    }

    /** Takes what it can of an update; all that became active of it is published at once. */
    public Outcome apply(Update<ConfiguredCluster> update) {
        List<Outcome.Refusal> refused = new ArrayList<>();
        int[] changed = new int[2];
        publisher.together(() -> {
            Set<String> names = new HashSet<>();
            for (Candidate<ConfiguredCluster> candidate : update.offered()) {
                ImmutableList<Problem> problems = names.add(candidate.name())
                        ? offer(candidate, update, changed)
                        : ImmutableList.of(new Problem("name", "stands twice in one update"));
                if (!problems.isEmpty()) {
                    refused.add(new Outcome.Refusal(candidate.name(), problems));
                }
            }
            for (String name : leaving(update, names)) {
                if (remove(name)) {
                    changed[1]++;
                }
            }
        });
        stats.show(active.size(), warming.size());
        tellWarm();
        if (refused.isEmpty() && !update.fixed()) {
            version = update.version();
        }
        int same = update.offered().size() - changed[0] - refused.size();
        return new Outcome(changed[0], same, changed[1], ImmutableList.copyOf(refused));
    }

    private ImmutableList<Problem> offer(
            Candidate<ConfiguredCluster> candidate, Update<ConfiguredCluster> update, int[] changed) {
        String name = candidate.name();
        errors.remove(name);
        Entry now = warming.containsKey(name) ? warming.get(name) : active.get(name);
        if (now != null && now.blocks(candidate)) {
            return ImmutableList.of();
        }
        Entry activeNow = active.get(name);
        if (activeNow != null && warming.containsKey(name) && activeNow.blocks(candidate)) {
            discard(warming.remove(name));
            stats.modified.inc();
            changed[0]++;
            return ImmutableList.of();
        }
        Translation<ConfiguredCluster> translation = candidate.translate();
        translation.warnings().forEach(warning -> LOG.warn("cluster '{}': {}", name, warning));
        if (translation.value().isEmpty()) {
            errors.put(
                    name,
                    new ErrorState(
                            update.versionOf(candidate),
                            candidate.received(),
                            update.receivedAtMs(),
                            translation.reasons()));
            return translation.errors();
        }
        Entry entry = new Entry(candidate, update, translation.value().get(), translation.closers());
        Entry before = warming.put(name, entry);
        try {
            entry.end = hostSource.open(entry.configured, hosts -> onHosts(entry, hosts));
        } catch (UnavailableException e) {
            return unavailable(entry, before, e.problem());
        }
        discard(before);
        (now == null ? stats.added : stats.modified).inc();
        changed[0]++;
        if (entry.gone) {
            entry.end.run();
        }
        return ImmutableList.of();
    }

    private ImmutableList<Problem> unavailable(Entry entry, @Nullable Entry before, Problem problem) {
        String name = entry.candidate.name();
        if (before == null) {
            warming.remove(name);
        } else {
            warming.put(name, before);
        }
        discard(entry);
        ResourceState state = entry.state;
        errors.put(name, new ErrorState(state.version(), state.resource(), state.updatedAtMs(), problem.toString()));
        return ImmutableList.of(problem);
    }

    private void onHosts(Entry entry, HostSetSpec hosts) {
        if (entry.gone) {
            return;
        }
        String name = entry.configured.cluster().name();
        if (entry.published) {
            publisher.putHosts(name, hosts);
            return;
        }
        entry.published = true;
        warming.remove(name);
        Entry old = active.put(name, entry);
        if (old != null) {
            old.gone = true;
            old.end.run();
        }
        publisher.putCluster(entry.configured.cluster(), hosts, entry.closers);
        stats.show(active.size(), warming.size());
        tellWarm();
    }

    private void tellWarm() {
        if (primariesWarm()) {
            run(whenPrimariesWarm);
        }
        if (warming.isEmpty()) {
            run(whenWarm);
        }
    }

    /** Looks for no hosts any more. What is published stays. */
    public void close() {
        active.values().forEach(ClusterAssembly::end);
        warming.values().forEach(ClusterAssembly::end);
    }

    private static void end(Entry entry) {
        entry.gone = true;
        entry.end.run();
        entry.end = () -> {};
    }

    private static void run(List<Runnable> actions) {
        List<Runnable> waiting = new ArrayList<>(actions);
        actions.clear();
        waiting.forEach(Runnable::run);
    }

    private boolean primariesWarm() {
        return warming.values().stream().noneMatch(entry -> entry.configured.isPrimary());
    }

    /**
     * Runs {@code action} as soon as none of the clusters is warming that need no control plane for their hosts: control
     * planes are reached by them. At once if none is.
     */
    public void whenPrimariesWarm(Runnable action) {
        if (primariesWarm()) {
            action.run();
        } else {
            whenPrimariesWarm.add(action);
        }
    }

    /** Whether any cluster is warming. */
    public boolean warming() {
        return !warming.isEmpty();
    }

    /** Runs {@code action} as soon as no cluster is warming: at once if none is. */
    public void whenWarm(Runnable action) {
        if (warming.isEmpty()) {
            action.run();
        } else {
            whenWarm.add(action);
        }
    }

    private ImmutableList<String> leaving(Update<ConfiguredCluster> update, Set<String> offered) {
        if (update.removed().isPresent()) {
            return update.removed().get().asList();
        }
        Set<String> leaving = new TreeSet<>(active.keySet());
        leaving.addAll(warming.keySet());
        leaving.addAll(errors.keySet());
        leaving.removeAll(offered);
        return ImmutableList.copyOf(leaving);
    }

    private boolean remove(String name) {
        errors.remove(name);
        Entry activeNow = active.get(name);
        if (activeNow != null && activeNow.fixed) {
            return false;
        }
        Entry warmingNow = warming.remove(name);
        discard(warmingNow);
        if (activeNow != null) {
            active.remove(name);
            activeNow.gone = true;
            activeNow.end.run();
            publisher.removeCluster(name);
        }
        if (activeNow == null && warmingNow == null) {
            return false;
        }
        stats.removed.inc();
        return true;
    }

    /** Throws away what has never been published. */
    private static void discard(@Nullable Entry entry) {
        if (entry != null) {
            entry.gone = true;
            entry.end.run();
            entry.closers.close();
        }
    }

    /** Whether there is a cluster of that name, active or warming. */
    public boolean has(String name) {
        return active.containsKey(name) || warming.containsKey(name);
    }

    /** What the admin shows. */
    public ResourceDump dump() {
        ImmutableList.Builder<ResourceState> fixed = ImmutableList.builder();
        Set<String> names = new TreeSet<>(errors.keySet());
        for (Entry entry : active.values()) {
            if (entry.fixed) {
                fixed.add(entry.state);
            } else {
                names.add(entry.candidate.name());
            }
        }
        names.addAll(warming.keySet());
        ImmutableList.Builder<ResourceDump.Dynamic> dynamic = ImmutableList.builder();
        for (String name : names) {
            dynamic.add(new ResourceDump.Dynamic(
                    name,
                    Optional.ofNullable(active.get(name))
                            .filter(entry -> !entry.fixed)
                            .map(entry -> entry.state),
                    Optional.ofNullable(warming.get(name)).map(entry -> entry.state),
                    ImmutableList.of(),
                    Optional.ofNullable(errors.get(name))));
        }
        return new ResourceDump(version, fixed.build(), dynamic.build());
    }
}
