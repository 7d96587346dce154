package io.nuncio.proxy.spec.route;

import com.google.common.collect.ImmutableMap;
import com.google.errorprone.annotations.Immutable;

/**
 * One of several clusters that share the requests of a route: Envoy's {@code WeightedCluster.ClusterWeight}.
 *
 * @param cluster which one
 * @param weight its share of the sum of all weights; 0 for none
 * @param hostRewrite takes precedence over the route's, unless it is none
 * @param requestMutations of the requests it gets
 * @param responseMutations of its responses
 * @param metadataMatchJson which hosts it may use: the {@code Metadata} as canonical JSON; empty for all
 * @param filterConfigs configurations of filters for its requests, by their names
 */
@Immutable
public record WeightedClusterSpec(
        ClusterChoiceSpec cluster,
        long weight,
        HostRewriteSpec hostRewrite,
        HeaderMutationsSpec requestMutations,
        HeaderMutationsSpec responseMutations,
        String metadataMatchJson,
        ImmutableMap<String, FilterConfigSpec> filterConfigs) {}
