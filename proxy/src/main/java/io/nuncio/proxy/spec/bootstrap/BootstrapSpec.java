package io.nuncio.proxy.spec.bootstrap;

import com.google.errorprone.annotations.Immutable;
import java.util.Optional;

/**
 * A bootstrap as configured, without its listeners and clusters: those take the road that every other listener and
 * cluster takes. Envoy's {@code config.bootstrap.v3.Bootstrap}.
 *
 * @param node who this process is
 * @param admin where the administration listens; empty: there is none
 * @param watchdogs when a loop counts as stuck
 * @param stats how stats are kept and flushed
 * @param sources where listeners and clusters come from besides the bootstrap itself
 * @param runtime the layers of the runtime, lowest first
 * @param overload what the process as a whole may hold
 * @param clusterManager what holds for all clusters
 * @param process what is left: details of the process
 */
@Immutable
public record BootstrapSpec(
        NodeSpec node,
        Optional<AdminSpec> admin,
        WatchdogsSpec watchdogs,
        StatsSpec stats,
        DynamicSourcesSpec sources,
        RuntimeSpec runtime,
        OverloadSpec overload,
        ClusterManagerSpec clusterManager,
        ProcessSpec process) {}
