package io.nuncio.server;

import io.nuncio.filter.thread.OnMain;
import io.nuncio.kernel.stats.Gauge;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.kernel.stats.Unit;
import io.nuncio.kernel.thread.TimeSource;
import io.nuncio.server.admin.AdminSubject.State;
import java.util.concurrent.TimeUnit;

/** What {@code server.} and its neighbours count: the names are Envoy's, and all exist from the start. */
@OnMain
final class ServerStats {

    /** What Envoy shows where there is no certificate. */
    private static final long NO_CERTIFICATE_DAYS = 0xFFFF_FFFFL;

    private final StatStore store;
    private final TimeSource time;
    private final long startedNs;
    private final Gauge live;
    private final Gauge state;
    private final Gauge uptime;
    private final Gauge memoryAllocated;
    private final Gauge memoryHeapSize;
    private final Gauge memoryPhysicalSize;

    ServerStats(StatStore store, TimeSource time, int concurrency) {
        this.store = store;
        this.time = time;
        this.startedNs = time.monotonicNs();
        live = store.gauge("server.live");
        state = store.gauge("server.state");
        uptime = store.gauge("server.uptime");
        memoryAllocated = store.gauge("server.memory_allocated");
        memoryHeapSize = store.gauge("server.memory_heap_size");
        memoryPhysicalSize = store.gauge("server.memory_physical_size");
        store.gauge("server.concurrency").set(concurrency);
        store.gauge("server.days_until_first_cert_expiring").set(NO_CERTIFICATE_DAYS);
        store.gauge("server.version").set(Version.revisionNumber());
        for (String gauge : new String[] {
            "compilation_settings.fips_mode",
            "hot_restart_epoch",
            "parent_connections",
            "seconds_until_first_ocsp_response_expiring",
            "stats_recent_lookups",
            "total_connections"
        }) {
            store.gauge("server." + gauge).set(0);
        }
        for (String counter : new String[] {
            "debug_assertion_failures",
            "dropped_stat_flushes",
            "dynamic_unknown_fields",
            "envoy_bug_failures",
            "envoy_notifications",
            "static_unknown_fields",
            "wip_protos"
        }) {
            store.counter("server." + counter);
        }
        store.gauge("server.hot_restart_generation").set(1);
        store.counter("envoy.overload_actions.reset_high_memory_stream.count");
        store.histogram("overload.refresh_interval_delay", Unit.MILLISECONDS);
        for (String counter : new String[] {
            "no_cluster",
            "no_route",
            "passthrough_internal_redirect_bad_location",
            "passthrough_internal_redirect_no_route",
            "passthrough_internal_redirect_predicate",
            "passthrough_internal_redirect_too_many_redirects",
            "passthrough_internal_redirect_unsafe_scheme",
            "rq_direct_response",
            "rq_overload_local_reply",
            "rq_redirect",
            "rq_reset_after_downstream_response_started",
            "rq_total"
        }) {
            store.counter("http.async-client." + counter);
        }
        state(State.PRE_INITIALIZING);
    }

    /** The state, for gauges. */
    void state(State now) {
        state.set(now.number());
        live.set(now == State.LIVE ? 1 : 0);
    }

    /** The configuration is in force. */
    void initialized() {
        store.histogram("server.initialization_time_ms", Unit.MILLISECONDS)
                .record(TimeUnit.NANOSECONDS.toMillis(time.monotonicNs() - startedNs));
    }

    /** Unknown fields that were skipped. */
    void unknownStaticFields(int count) {
        store.counter("server.static_unknown_fields").add(count);
    }

    /** How long the server is there, in seconds. */
    long uptimeS() {
        return TimeUnit.NANOSECONDS.toSeconds(time.monotonicNs() - startedNs);
    }

    /** Brings gauges that nobody sets up to date, and closes the interval of the histograms. */
    void flush() {
        Runtime runtime = Runtime.getRuntime();
        memoryAllocated.set(runtime.totalMemory() - runtime.freeMemory());
        memoryHeapSize.set(runtime.totalMemory());
        memoryPhysicalSize.set(runtime.totalMemory());
        uptime.set(uptimeS());
        store.mergeHistograms();
    }
}
