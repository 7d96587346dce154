package io.nuncio.proxy.upstream;

import com.google.common.collect.ImmutableMap;
import io.nuncio.filter.thread.AnyThread;

/**
 * The clusters by name, as published in one slot.
 *
 * @param clusters by {@link io.nuncio.proxy.spec.cluster.ClusterSpec#name}
 */
@AnyThread
public record ClusterMap(ImmutableMap<String, SharedCluster> clusters) {

    /** No clusters. */
    public static final ClusterMap EMPTY = new ClusterMap(ImmutableMap.of());
}
