package io.nuncio.control.assemble;

import io.nuncio.control.dump.ResourceState;
import io.nuncio.control.publish.ListenerPublisher;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.Timer;
import io.nuncio.proxy.spec.listener.FilterChainSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What has been replaced or removed and still has connections: they may go on for the drain time, then they are closed.
 * Main thread only.
 */
final class ListenerDrains {

    private final Dispatcher main;
    private final ListenerPublisher publisher;
    private final long drainMs;
    private final ListenerManagerStats stats;
    private final Runnable changed;
    private final List<ListenerEntry> draining = new ArrayList<>();
    private final List<Timer> timers = new ArrayList<>();

    /**
     * Without any.
     *
     * @param drainMs how long connections may go on
     * @param changed called when the number of draining listeners has changed
     */
    ListenerDrains(
            Dispatcher main, ListenerPublisher publisher, long drainMs, ListenerManagerStats stats, Runnable changed) {
        this.main = main;
        this.publisher = publisher;
        this.drainMs = drainMs;
        this.stats = stats;
        this.changed = changed;
    }

    /** Has the workers accept no more for a listener, and closes it after the drain time. */
    void drain(ListenerEntry entry) {
        draining.add(entry);
        changed.run();
        publisher.stop(entry.published, () -> {});
        publisher.drain(entry.published);
        after(
                drainMs,
                () -> publisher.remove(entry.published, () -> {
                    draining.remove(entry);
                    changed.run();
                }));
    }

    /** Closes the connections of filter chains that a listener no longer has, after the drain time. */
    void drainChains(ListenerEntry entry, Set<FilterChainSpec> chains) {
        if (chains.isEmpty()) {
            return;
        }
        stats.chainsDraining.add(chains.size());
        publisher.drainChains(entry.published, chains);
        after(
                drainMs,
                () -> publisher.removeChains(entry.published, chains, () -> stats.chainsDraining.sub(chains.size())));
    }

    List<ListenerEntry> draining() {
        return draining;
    }

    List<ResourceState> states(String name) {
        return draining.stream()
                .filter(entry -> entry.name().equals(name))
                .map(entry -> entry.state)
                .toList();
    }

    /** Closes nothing any more. */
    void close() {
        timers.forEach(Timer::close);
        timers.clear();
    }

    private void after(long delayMs, Runnable action) {
        Timer[] own = new Timer[1];
        Timer timer = main.createTimer(() -> {
            timers.remove(own[0]);
            own[0].close();
            action.run();
        });
        own[0] = timer;
        timers.add(timer);
        timer.enableMs(delayMs);
    }
}
