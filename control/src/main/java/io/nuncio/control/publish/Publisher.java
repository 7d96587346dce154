package io.nuncio.control.publish;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.nuncio.control.translate.Closers;
import io.nuncio.kernel.slot.Generation;
import io.nuncio.kernel.slot.Slot;
import io.nuncio.kernel.slot.Slots;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.proxy.spec.cluster.ClusterSpec;
import io.nuncio.proxy.spec.cluster.HostSetSpec;
import io.nuncio.proxy.upstream.ClusterMap;
import io.nuncio.proxy.upstream.HostSet;
import io.nuncio.proxy.upstream.SharedCluster;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Publishes clusters: one slot for the map of them, and one for the hosts of each. Main thread only; nobody else sets
 * these slots.
 *
 * <p>What is changed within {@link #together} reaches each worker as one message: a worker sees all of it or none.
 */
public final class Publisher {

    private final Slots slots;
    private final ImmutableList<WorkerPort> workers;
    private final StatStore stats;
    private final StatStore hostStats;
    private final Slot<ClusterMap> map;
    private final Map<String, Published> clusters = new LinkedHashMap<>();

    /** What leaves the map with the change that is being made. */
    private final List<Published> leaving = new ArrayList<>();

    private int depth;
    private boolean changed;
    private boolean hostsChanged;

    private record Published(SharedCluster shared, Generation generation, Closers closers) {}

    /**
     * A publisher without clusters.
     *
     * @param map the slot of the map, which the workers' clusters read
     * @param workers may have been started or not
     * @param stats where {@code cluster.<name>.} stands
     * @param hostStats where the stats of single hosts stand
     */
    public Publisher(
            Slots slots,
            Slot<ClusterMap> map,
            ImmutableList<WorkerPort> workers,
            StatStore stats,
            StatStore hostStats) {
        this.slots = slots;
        this.map = map;
        this.workers = workers;
        this.stats = stats;
        this.hostStats = hostStats;
        map.set(ClusterMap.EMPTY);
    }

    /** Makes all changes of {@code changes} visible at once. May be nested: the outermost call publishes. */
    public void together(Runnable changes) {
        depth++;
        try {
            slots.together(() -> {
                changes.run();
                if (depth == 1 && changed) {
                    publishMap();
                }
            });
        } finally {
            depth--;
        }
        if (depth == 0 && (changed || hostsChanged)) {
            changed = false;
            hostsChanged = false;
            workers.forEach(worker -> worker.dispatcher().post(worker::clustersChanged));
        }
    }

    /** Adds a cluster, or replaces the one of that name; connections of the old one live on. */
    public void putCluster(ClusterSpec spec, HostSetSpec hosts, Closers closers) {
        together(() -> {
            Slot<HostSet> slot = slots.allocate("hosts of " + spec.name());
            Generation generation = slots.generations().open("cluster " + spec.name());
            SharedCluster shared = new SharedCluster(spec, slot, stats, hostStats, generation);
            slot.set(shared.hostSet(hosts));
            leave(clusters.put(spec.name(), new Published(shared, generation, closers)));
            changed = true;
        });
    }

    /** Replaces the hosts of a cluster, which keeps everything else. */
    public void putHosts(String cluster, HostSetSpec hosts) {
        Published published = clusters.get(cluster);
        if (published == null) {
            throw new IllegalArgumentException("there is no cluster '" + cluster + "'");
        }
        together(() -> {
            published.shared().hosts().set(published.shared().hostSet(hosts));
            hostsChanged = true;
        });
    }

    /** Takes a cluster away; its connections live on. Does nothing if there is none of that name. */
    public void removeCluster(String name) {
        together(() -> {
            Published published = clusters.remove(name);
            leave(published);
            changed |= published != null;
        });
    }

    /** The clusters as last published, for the admin. */
    public ImmutableList<SharedCluster> clusters() {
        return clusters.values().stream().map(Published::shared).collect(ImmutableList.toImmutableList());
    }

    private void leave(@Nullable Published published) {
        if (published != null) {
            leaving.add(published);
        }
    }

    private void publishMap() {
        ImmutableMap.Builder<String, SharedCluster> all = ImmutableMap.builderWithExpectedSize(clusters.size());
        clusters.forEach((name, published) -> all.put(name, published.shared()));
        map.set(new ClusterMap(all.buildOrThrow()));
        for (Published old : leaving) {
            old.generation().retire(() -> {
                old.shared().close();
                old.closers().close();
            });
        }
        leaving.clear();
    }
}
