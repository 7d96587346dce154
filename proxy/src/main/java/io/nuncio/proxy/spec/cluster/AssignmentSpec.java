package io.nuncio.proxy.spec.cluster;

import com.google.errorprone.annotations.Immutable;

/**
 * What a discovery service says of the hosts of a cluster: Envoy's {@code ClusterLoadAssignment}.
 *
 * @param hosts the hosts
 * @param staleAfterMs if no other assignment comes for so long, its hosts are no longer used; 0 for never
 */
@Immutable
public record AssignmentSpec(HostSetSpec hosts, long staleAfterMs) {}
