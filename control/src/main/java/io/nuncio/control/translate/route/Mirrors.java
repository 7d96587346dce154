package io.nuncio.control.translate.route;

import com.google.common.collect.ImmutableList;
import io.envoyproxy.envoy.config.route.v3.RouteAction.RequestMirrorPolicy;
import io.nuncio.control.translate.Place;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.match.FractionSpec;
import io.nuncio.proxy.spec.route.ClusterChoiceSpec;
import io.nuncio.proxy.spec.route.ForwardSpec.Mirror;
import java.util.List;

/** To whom copies of requests go, at each of the three levels where it can stand. */
final class Mirrors {

    private static final String FIELD = "request_mirror_policies";

    private Mirrors() {}

    static ImmutableList<Mirror> read(List<RequestMirrorPolicy> messages, Levels levels, Place place) {
        ImmutableList.Builder<Mirror> mirrors = ImmutableList.builder();
        for (int i = 0; i < messages.size(); i++) {
            mirrors.add(read(messages.get(i), levels, place.at(FIELD, i)));
        }
        return mirrors.build();
    }

    private static Mirror read(RequestMirrorPolicy message, Levels levels, Place place) {
        String cluster = message.getCluster();
        String header = message.getClusterHeader();
        if (cluster.isEmpty() && header.isEmpty()) {
            place.error("Exactly one of cluster or cluster_header in request mirror policy need to be specified");
        } else if (!cluster.isEmpty() && !header.isEmpty()) {
            place.error("Only one of cluster '" + cluster + "' or cluster_header '" + header
                    + "' in request mirror policy can be specified");
        } else if (!cluster.isEmpty()) {
            levels.check(cluster, "shadow cluster", place, "cluster");
        }
        return new Mirror(
                header.isEmpty()
                        ? new ClusterChoiceSpec.Named(cluster)
                        : new ClusterChoiceSpec.FromHeader(HeaderName.of(header)),
                message.hasRuntimeFraction()
                        ? RouteMatches.fraction(message.getRuntimeFraction(), place)
                        : FractionSpec.ALWAYS,
                !message.getDisableShadowHostSuffixAppend(),
                message.getHostRewriteLiteral());
    }
}
