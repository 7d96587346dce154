package io.nuncio.proxy.upstream;

import io.nuncio.filter.thread.OnWorker;
import io.nuncio.kernel.slot.Slot;
import io.nuncio.proxy.spi.CloseType;
import io.nuncio.proxy.spi.UpstreamCluster;
import io.nuncio.proxy.spi.UpstreamClusters;
import io.nuncio.proxy.spi.message.HeadPool;
import io.nuncio.proxy.wire.Connection;
import io.nuncio.proxy.wire.WireLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The clusters of one worker, or of main: reads the slot of the cluster map, keeps what the loop itself needs for each
 * cluster, and knows every connection it has opened. Confined to its dispatcher.
 */
@OnWorker
public final class Clusters implements UpstreamClusters, AutoCloseable {

    private final WireLoop loop;
    private final Slot<ClusterMap> map;
    private final RandomGenerator random;
    private final Map<String, LocalCluster> locals = new HashMap<>();
    private final Set<Connection> connections = new LinkedHashSet<>();
    private final HeadPool heads = new HeadPool();
    private boolean closed;

    /** On the dispatcher of {@code loop}. */
    public Clusters(WireLoop loop, Slot<ClusterMap> map, RandomGenerator random) {
        this.loop = loop;
        this.map = map;
        this.random = random;
    }

    @Override
    public @Nullable UpstreamCluster find(String name) {
        ClusterMap now = map.getOrNull();
        SharedCluster shared = now == null || closed ? null : now.clusters().get(name);
        LocalCluster local = locals.get(name);
        if (local != null && local.isOf(shared)) {
            return local;
        }
        if (local != null) {
            locals.remove(name);
            local.drain();
        }
        if (shared == null) {
            return null;
        }
        LocalCluster made = new LocalCluster(this, shared);
        locals.put(name, made);
        return made;
    }

    /**
     * To be called when the map or the hosts of a cluster have changed: forgets the clusters and pools that are gone.
     * Their connections end with what they carry.
     */
    public void refresh() {
        ClusterMap now = map.getOrNull();
        for (LocalCluster local : List.copyOf(locals.values())) {
            String name = local.spec().name();
            if (now != null && local.isOf(now.clusters().get(name))) {
                local.refresh();
            } else {
                locals.remove(name, local);
                local.drain();
            }
        }
    }

    /** Whether that cluster is still the one of its name. */
    @SuppressWarnings("ReferenceEquality") // a cluster that was configured anew is another one
    boolean current(SharedCluster shared) {
        ClusterMap now = map.getOrNull();
        return now != null && !closed && now.clusters().get(shared.spec().name()) == shared;
    }

    /** How many connections are open or being opened. */
    public int connections() {
        return connections.size();
    }

    /** Closes all connections; no more are opened. */
    @Override
    public void close() {
        closed = true;
        List<Connection> all = new ArrayList<>(connections);
        all.forEach(connection -> connection.close(CloseType.NO_FLUSH));
        locals.clear();
    }

    /** Whether no more connections are opened. */
    boolean closed() {
        return closed;
    }

    WireLoop loop() {
        return loop;
    }

    HeadPool heads() {
        return heads;
    }

    RandomGenerator random() {
        return random;
    }

    void opened(Connection connection) {
        connections.add(connection);
    }

    void gone(Connection connection) {
        connections.remove(connection);
    }
}
