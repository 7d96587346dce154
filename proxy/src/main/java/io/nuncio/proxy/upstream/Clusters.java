package io.nuncio.proxy.upstream;

import io.nuncio.filter.OnWorker;
import io.nuncio.kernel.slot.Slot;
import io.nuncio.proxy.spi.CloseType;
import io.nuncio.proxy.spi.UpstreamCluster;
import io.nuncio.proxy.spi.UpstreamClusters;
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
        if (shared == null) {
            locals.remove(name);
            return null;
        }
        LocalCluster local = locals.get(name);
        if (local == null || !local.isOf(shared)) {
            local = new LocalCluster(this, shared);
            locals.put(name, local);
        }
        return local;
    }

    /** To be called when the map has changed: forgets the clusters that are gone. Their connections live on. */
    public void refresh() {
        ClusterMap now = map.getOrNull();
        locals.values()
                .removeIf(local -> now == null
                        || !local.isOf(now.clusters().get(local.spec().name())));
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

    WireLoop loop() {
        return loop;
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
