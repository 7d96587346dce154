package io.nuncio.control.translate.route;

import com.google.common.collect.ImmutableList;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster.ClusterWeight;
import io.nuncio.control.translate.Place;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.route.ClusterChoiceSpec;
import io.nuncio.proxy.spec.route.ClusterChoiceSpec.Weighted;
import io.nuncio.proxy.spec.route.WeightedClusterSpec;

/** To which cluster the requests of a route go. */
final class ClusterChoices {

    private static final ClusterChoiceSpec NONE = new ClusterChoiceSpec.Named("");

    private ClusterChoices() {}

    static ClusterChoiceSpec read(RouteAction message, Levels levels, Place place) {
        return switch (message.getClusterSpecifierCase()) {
            case CLUSTER -> {
                levels.check(message.getCluster(), "cluster", place, "cluster");
                yield new ClusterChoiceSpec.Named(message.getCluster());
            }
            case CLUSTER_HEADER -> new ClusterChoiceSpec.FromHeader(HeaderName.of(message.getClusterHeader()));
            case WEIGHTED_CLUSTERS -> weighted(message.getWeightedClusters(), levels, place.at("weighted_clusters"));
            // Refused by the table, or by the rules of the message.
            case CLUSTER_SPECIFIER_PLUGIN, INLINE_CLUSTER_SPECIFIER_PLUGIN, CLUSTERSPECIFIER_NOT_SET -> NONE;
        };
    }

    private static ClusterChoiceSpec weighted(WeightedCluster message, Levels levels, Place place) {
        ImmutableList.Builder<WeightedClusterSpec> clusters = ImmutableList.builder();
        long total = 0;
        for (int i = 0; i < message.getClustersCount(); i++) {
            WeightedClusterSpec cluster = cluster(message.getClusters(i), levels, place.at("clusters", i));
            clusters.add(cluster);
            total += cluster.weight();
        }
        if (total == 0) {
            place.error("clusters", "Sum of weights in the weighted_cluster must be greater than 0.");
            return NONE;
        }
        if (total > Weighted.TOTAL_WEIGHT_MAX) {
            place.error("clusters", "The sum of weights of all weighted clusters exceeds " + Weighted.TOTAL_WEIGHT_MAX);
            return NONE;
        }
        return new Weighted(clusters.build(), total);
    }

    private static WeightedClusterSpec cluster(ClusterWeight message, Levels levels, Place place) {
        String name = message.getName();
        String header = message.getClusterHeader();
        if (name.isEmpty() && header.isEmpty()) {
            place.error("At least one of name or cluster_header need to be specified");
        } else if (!name.isEmpty() && !header.isEmpty()) {
            place.error("Only one of name or cluster_header can be specified");
        } else if (!name.isEmpty()) {
            levels.check(name, "weighted cluster", place, "name");
        }
        if (!message.hasWeight()) {
            place.error("weight", "is missing");
        }
        return new WeightedClusterSpec(
                header.isEmpty()
                        ? new ClusterChoiceSpec.Named(name)
                        : new ClusterChoiceSpec.FromHeader(HeaderName.of(header)),
                Integer.toUnsignedLong(message.getWeight().getValue()),
                Forwards.literalHost(message.getHostRewriteLiteral()),
                Mutations.requests(message, place),
                Mutations.responses(message, place),
                Metadatas.json(message.getMetadataMatch()),
                FilterConfigs.read(message.getTypedPerFilterConfigMap(), place));
    }
}
