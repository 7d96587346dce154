package io.nuncio.proxy.upstream;

import com.google.common.collect.ImmutableList;
import io.nuncio.filter.thread.AnyThread;
import io.nuncio.kernel.stats.Gauge;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.kernel.stats.Unit;

/** Statistics that every cluster of Envoy's shows, also where nothing counts them here: a dashboard finds them at zero. */
@AnyThread
final class ClusterStatNames {

    private static final ImmutableList<String> COUNTERS = ImmutableList.of(
            "assignment_stale",
            "assignment_timeout_received",
            "assignment_use_cached",
            "bind_errors",
            "default.total_match_count",
            "http1.dropped_headers_with_underscores",
            "http1.metadata_not_supported_error",
            "http1.requests_rejected_with_underscores_in_headers",
            "http1.response_flood",
            "lb_local_cluster_not_ok",
            "lb_recalculate_zone_structures",
            "lb_subsets_created",
            "lb_subsets_fallback",
            "lb_subsets_fallback_panic",
            "lb_subsets_removed",
            "lb_subsets_selected",
            "lb_zone_cluster_too_small",
            "lb_zone_no_capacity_left",
            "lb_zone_routing_all_directly",
            "lb_zone_routing_cross_zone",
            "lb_zone_routing_sampled",
            "original_dst_host_invalid",
            "retry_or_shadow_abandoned",
            "update_attempt",
            "update_empty",
            "update_failure",
            "update_no_rebuild",
            "update_success",
            "upstream_cx_connect_attempts_exceeded",
            "upstream_cx_connect_with_0_rtt",
            "upstream_cx_http2_total",
            "upstream_cx_http3_total",
            "upstream_cx_preconnect_skipped",
            "upstream_flow_control_backed_up_total",
            "upstream_flow_control_drained_total",
            "upstream_flow_control_paused_reading_total",
            "upstream_flow_control_resumed_reading_total",
            "upstream_internal_redirect_failed_total",
            "upstream_internal_redirect_succeeded_total",
            "upstream_http3_broken",
            "upstream_rq_0rtt",
            "upstream_rq_completed",
            "upstream_rq_maintenance_mode",
            "upstream_rq_max_duration_reached",
            "upstream_rq_per_try_idle_timeout",
            "upstream_rq_per_try_timeout",
            "upstream_rq_retry",
            "upstream_rq_retry_backoff_exponential",
            "upstream_rq_retry_backoff_ratelimited",
            "upstream_rq_retry_limit_exceeded",
            "upstream_rq_retry_overflow",
            "upstream_rq_retry_success",
            "upstream_rq_rx_reset",
            "upstream_rq_rx_reset_no_error",
            "upstream_rq_timeout",
            "upstream_rq_tx_reset");

    private static final ImmutableList<String> GAUGES = ImmutableList.of(
            "lb_subsets_active",
            "max_host_weight",
            "membership_excluded",
            "upstream_queue_overloaded",
            "version",
            "warming_state");

    private ClusterStatNames() {}

    static void declareZeros(Scope scope) {
        COUNTERS.forEach(scope::counter);
        scope.histogram("upstream_rq_per_cx", Unit.UNSPECIFIED);
        GAUGES.forEach(name -> scope.gauge(name, Gauge.ImportMode.NEVER_IMPORT));
    }
}
