package io.nuncio.server;

import io.nuncio.filter.thread.OnMain;
import io.nuncio.kernel.file.LogFiles;
import io.nuncio.kernel.stats.Counter;
import io.nuncio.kernel.stats.Gauge;
import io.nuncio.kernel.stats.StatStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** What others count for themselves, brought to the store whenever it is flushed: files, clusters of each thread. */
@OnMain
final class PeriodicStats {

    private static final class Carried {
        private final Counter counter;
        private final LongSupplier source;
        private long seen;

        Carried(Counter counter, LongSupplier source) {
            this.counter = counter;
            this.source = source;
        }

        void carry() {
            long now = source.getAsLong();
            counter.add(now - seen);
            seen = now;
        }
    }

    private final List<Carried> carried = new ArrayList<>();
    private final List<Gauge> clusters = new ArrayList<>();

    PeriodicStats(StatStore store, LogFiles files, int workers) {
        carried.add(new Carried(store.counter("filesystem.write_buffered"), files::writesBuffered));
        carried.add(new Carried(store.counter("filesystem.write_completed"), files::writesCompleted));
        carried.add(new Carried(store.counter("filesystem.write_failed"), files::writesFailed));
        store.counter("filesystem.flushed_by_timer");
        store.counter("filesystem.reopen_failed");
        store.gauge("filesystem.write_total_buffered");
        clusters.add(store.gauge("thread_local_cluster_manager.main_thread.clusters_inflated"));
        for (int i = 0; i < workers; i++) {
            clusters.add(store.gauge("thread_local_cluster_manager.worker_" + i + ".clusters_inflated"));
        }
    }

    /** Brings all up to date. */
    void flush(int clusterCount) {
        carried.forEach(Carried::carry);
        clusters.forEach(gauge -> gauge.set(clusterCount));
    }
}
