package io.nuncio.control.assemble;

import com.google.common.collect.ImmutableList;
import io.nuncio.control.dump.ErrorState;
import io.nuncio.control.dump.ResourceDump;
import io.nuncio.control.dump.ResourceState;
import io.nuncio.control.publish.ListenerPublisher;
import io.nuncio.control.publish.PublishedListener;
import io.nuncio.control.publish.SharedSockets;
import io.nuncio.control.translate.Candidate;
import io.nuncio.control.translate.Problem;
import io.nuncio.control.translate.Translation;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.proxy.spec.listener.ListenerSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners by name: warming, active, draining. A listener that arrives is looked up by its hash; if it is another it
 * warms, is added to all workers, and only then the one it replaces drains, so that some worker always accepts. If only
 * its filter chains differ it is changed in place and the connections of unchanged chains live on. Main thread only.
 *
 * <p>Before {@link #startWorkers} nothing reaches a worker, and a listener is replaced without a drain.
 */
public final class ListenerAssembly {

    private static final Logger LOG = LoggerFactory.getLogger(ListenerAssembly.class);

    private final ListenerPublisher publisher;
    private final Readiness readiness;
    private final ListenerManagerStats stats;
    private final ListenerDrains drains;
    private final Map<String, ListenerEntry> active = new LinkedHashMap<>();
    private final Map<String, ListenerEntry> warming = new LinkedHashMap<>();
    private final Map<String, ErrorState> errors = new LinkedHashMap<>();
    private final List<Runnable> whenWarm = new ArrayList<>();
    private Predicate<ListenerSpec> stopped = spec -> false;
    private boolean workersStarted;
    private String version = "";

    /**
     * Without listeners.
     *
     * @param drainMs how long the connections of what is replaced or removed may go on
     */
    public ListenerAssembly(
            Dispatcher main,
            ListenerPublisher publisher,
            Readiness readiness,
            ListenerManagerStats stats,
            long drainMs) {
        this.publisher = publisher;
        this.readiness = readiness;
        this.stats = stats;
        this.drains = new ListenerDrains(main, publisher, drainMs, stats, this::show);
    }

    /** Takes what it can of an update: removals first, so that an address that goes is free for another. */
    public Outcome apply(Update<ListenerSpec> update) {
        List<Outcome.Refusal> refused = new ArrayList<>();
        int removed = 0;
        for (String name : leaving(update)) {
            removed += remove(name) ? 1 : 0;
        }
        int changed = 0;
        Set<String> names = new HashSet<>();
        for (Candidate<ListenerSpec> candidate : update.offered()) {
            String name = candidate.name();
            if (!names.add(name)) {
                if (!update.fixed()) { // of two in a bootstrap the first counts, as with Envoy
                    refuse(candidate, update, problem("name", "stands twice in one update"), refused);
                }
                continue;
            }
            errors.remove(name);
            ImmutableList.Builder<Problem> problems = ImmutableList.builder();
            boolean taken = offer(candidate, update, problems);
            ImmutableList<Problem> found = problems.build();
            if (!found.isEmpty()) {
                refuse(candidate, update, found, refused);
            } else if (taken) {
                changed++;
                LOG.info("listener '{}' added or updated", name);
            }
        }
        show();
        if (refused.isEmpty() && !update.fixed()) {
            version = update.version();
        }
        return new Outcome(
                changed, update.offered().size() - changed - refused.size(), removed, ImmutableList.copyOf(refused));
    }

    private boolean offer(
            Candidate<ListenerSpec> candidate, Update<ListenerSpec> update, ImmutableList.Builder<Problem> problems) {
        String name = candidate.name();
        ListenerEntry activeNow = active.get(name);
        ListenerEntry warmingNow = warming.get(name);
        if (warmingNow != null && activeNow != null && activeNow.blocks(candidate)) {
            discard(warming.remove(name));
            stats.modified.inc();
            return true;
        }
        if ((warmingNow != null && warmingNow.blocks(candidate))
                || (warmingNow == null && activeNow != null && activeNow.blocks(candidate))) {
            return false;
        }
        Translation<ListenerSpec> translation = candidate.translate();
        translation.warnings().forEach(warning -> LOG.warn("listener '{}': {}", name, warning));
        if (translation.value().isEmpty()) {
            problems.addAll(translation.errors());
            return false;
        }
        ListenerSpec spec = translation.value().get();
        if (stopped.test(spec)) {
            translation.closers().close();
            return false;
        }
        ListenerEntry entry;
        if (workersStarted
                && activeNow != null
                && activeNow.candidate.frameHash().equals(candidate.frameHash())) {
            PublishedListener published = publisher.inPlace(activeNow.published, spec, translation.closers());
            entry = ListenerEntry.inPlaceOf(activeNow, candidate, update, published);
            stats.inPlaceUpdated.inc();
        } else {
            SharedSockets sockets = ListenerSockets.find(spec, present().toList(), drains.draining(), problems);
            if (sockets == null) {
                translation.closers().close();
                return false;
            }
            entry = ListenerEntry.create(candidate, update, publisher.create(spec, sockets, translation.closers()));
        }
        (activeNow == null && warmingNow == null ? stats.added : stats.modified).inc();
        discard(warming.put(name, entry));
        entry.endWaiting = readiness.await(translation.routes(), () -> ready(entry));
        return true;
    }

    private void ready(ListenerEntry entry) {
        if (entry.gone || !warming.remove(entry.name(), entry)) {
            return;
        }
        ListenerEntry old = active.put(entry.name(), entry);
        if (!workersStarted) {
            discard(old);
        } else if (entry.inPlace && old != null) {
            entry.bear();
            publisher.update(old.published, entry.published, () -> stats.createSuccess.add(publisher.workers()));
            drains.drainChains(entry, entry.chainsMissingIn(entry));
        } else {
            addToWorkers(entry, () -> {});
            if (old != null) {
                drains.drain(old);
            }
        }
        show();
        tellWarm();
    }

    /** Runs {@code action} as soon as no listener is warming: at once if none is. */
    public void whenWarm(Runnable action) {
        whenWarm.add(action);
        tellWarm();
    }

    private void tellWarm() {
        while (warming.isEmpty() && !whenWarm.isEmpty()) {
            whenWarm.removeFirst().run();
        }
    }

    private void addToWorkers(ListenerEntry entry, Runnable done) {
        entry.bear();
        publisher.add(entry.published, failures -> {
            stats.createFailure.add(failures.size());
            stats.createSuccess.add(publisher.workers() - failures.size());
            if (!failures.isEmpty()) {
                added(entry, failures);
            }
            done.run();
        });
    }

    /** Some worker could not listen: the listener goes, so that none serves while others don't. */
    private void added(ListenerEntry entry, ImmutableList<String> failures) {
        String details = "cannot listen on " + entry.spec().address().text() + ": " + failures.getFirst();
        LOG.error("listener '{}' {}", entry.name(), details);
        errors.put(
                entry.name(),
                new ErrorState(entry.state.version(), entry.state.resource(), entry.state.updatedAtMs(), details));
        if (active.remove(entry.name(), entry)) {
            drains.drain(entry);
        }
    }

    /** Gives all listeners to the workers; {@code done} runs when all workers have answered. Once. */
    public void startWorkers(Runnable done) {
        workersStarted = true;
        int[] left = {active.size() + 1};
        Runnable one = () -> {
            left[0]--;
            if (left[0] == 0) {
                stats.workersStarted.set(1);
                done.run();
            }
        };
        new ArrayList<>(active.values()).forEach(entry -> addToWorkers(entry, one));
        one.run();
    }

    /**
     * Accepts no more, and takes no more listeners of this kind: what {@code /drain_listeners} asks for.
     *
     * @param which the listeners that stop
     * @param done runs when the workers have stopped
     */
    public void stopListeners(Predicate<ListenerSpec> which, Runnable done) {
        Predicate<ListenerSpec> before = stopped;
        stopped = before.or(which);
        int[] left = {1};
        Runnable one = () -> {
            left[0]--;
            if (left[0] == 0) {
                done.run();
            }
        };
        for (ListenerEntry entry : active.values()) {
            if (which.test(entry.spec()) && !before.test(entry.spec())) {
                left[0]++;
                publisher.stop(entry.published, () -> {
                    stats.stopped.inc();
                    one.run();
                });
            }
        }
        one.run();
    }

    private boolean remove(String name) {
        errors.remove(name);
        ListenerEntry activeNow = active.get(name);
        if (activeNow != null && activeNow.fixed) {
            return false;
        }
        ListenerEntry warmingNow = warming.remove(name);
        discard(warmingNow);
        if (activeNow != null) {
            active.remove(name);
            if (workersStarted) {
                drains.drain(activeNow);
            } else {
                discard(activeNow);
            }
        }
        if (activeNow == null && warmingNow == null) {
            return false;
        }
        LOG.info("listener '{}' removed", name);
        stats.removed.inc();
        return true;
    }

    private ImmutableList<String> leaving(Update<ListenerSpec> update) {
        if (update.removed().isPresent()) {
            return update.removed().get().asList();
        }
        Set<String> leaving = new TreeSet<>(active.keySet());
        leaving.addAll(warming.keySet());
        leaving.addAll(errors.keySet());
        update.offered().forEach(candidate -> leaving.remove(candidate.name()));
        return ImmutableList.copyOf(leaving);
    }

    private Stream<ListenerEntry> present() {
        return Stream.concat(active.values().stream(), warming.values().stream());
    }

    private void refuse(
            Candidate<ListenerSpec> candidate,
            Update<ListenerSpec> update,
            ImmutableList<Problem> problems,
            List<Outcome.Refusal> refused) {
        Outcome.Refusal refusal = new Outcome.Refusal(candidate.name(), problems);
        refused.add(refusal);
        errors.put(
                candidate.name(),
                new ErrorState(
                        update.versionOf(candidate), candidate.received(), update.receivedAtMs(), refusal.details()));
        LOG.warn("listener '{}' refused: {}", candidate.name(), refusal.details());
    }

    private static ImmutableList<Problem> problem(String path, String reason) {
        return ImmutableList.of(new Problem(path, reason));
    }

    /** Throws away what no worker has. */
    private void discard(@Nullable ListenerEntry entry) {
        if (entry != null) {
            entry.gone = true;
            entry.endWaiting.run();
            publisher.discard(entry.published);
        }
    }

    private void show() {
        stats.show(active.size(), warming.size(), drains.draining().size());
    }

    /** What the workers have, for the admin. */
    public ImmutableList<PublishedListener> active() {
        return active.values().stream().map(entry -> entry.published).collect(ImmutableList.toImmutableList());
    }

    /** Drains end when the process ends, not when their time has come. */
    public void close() {
        drains.close();
    }

    /**
     * Closes every listener with its connections, on all workers and for good.
     *
     * @param done runs when the workers have let go of all of them
     */
    public void end(Runnable done) {
        drains.close();
        new ArrayList<>(warming.values()).forEach(this::discard);
        warming.clear();
        List<ListenerEntry> last = new ArrayList<>(active.values());
        active.clear();
        if (!workersStarted) {
            last.forEach(this::discard);
            done.run();
            return;
        }
        last.addAll(drains.draining());
        int[] left = {last.size() + 1};
        Runnable one = () -> {
            left[0]--;
            if (left[0] == 0) {
                done.run();
            }
        };
        last.forEach(entry -> publisher.remove(entry.published, one));
        one.run();
    }

    /** What the admin shows. */
    public ResourceDump dump() {
        ImmutableList.Builder<ResourceState> fixed = ImmutableList.builder();
        Set<String> names = new TreeSet<>(errors.keySet());
        for (ListenerEntry entry : active.values()) {
            if (entry.fixed) {
                fixed.add(entry.state);
            } else {
                names.add(entry.name());
            }
        }
        names.addAll(warming.keySet());
        drains.draining().forEach(entry -> names.add(entry.name()));
        ImmutableList.Builder<ResourceDump.Dynamic> dynamic = ImmutableList.builder();
        for (String name : names) {
            dynamic.add(new ResourceDump.Dynamic(
                    name,
                    Optional.ofNullable(active.get(name))
                            .filter(entry -> !entry.fixed)
                            .map(entry -> entry.state),
                    Optional.ofNullable(warming.get(name)).map(entry -> entry.state),
                    ImmutableList.copyOf(drains.states(name)),
                    Optional.ofNullable(errors.get(name))));
        }
        return new ResourceDump(version, fixed.build(), dynamic.build());
    }
}
