package io.nuncio.proxy.spec.bootstrap;

import com.google.errorprone.annotations.Immutable;
import java.util.Optional;

/**
 * What holds for all clusters: Envoy's {@code ClusterManager}.
 *
 * @param localClusterName the cluster that this process itself belongs to; empty: none
 * @param outlierEventLogPath where ejections are written; empty: nowhere
 */
@Immutable
public record ClusterManagerSpec(Optional<String> localClusterName, Optional<String> outlierEventLogPath) {
    /** Nothing configured. */
    public static final ClusterManagerSpec DEFAULT = new ClusterManagerSpec(Optional.empty(), Optional.empty());
}
