package io.nuncio.control.translate.route;

import com.google.common.collect.ImmutableList;
import io.envoyproxy.envoy.config.route.v3.VirtualCluster;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.nuncio.control.translate.Place;
import io.nuncio.control.translate.Texts;
import io.nuncio.proxy.spec.route.ForwardSpec.Mirror;
import io.nuncio.proxy.spec.route.RetryPolicySpec;
import io.nuncio.proxy.spec.route.RouteSpec;
import io.nuncio.proxy.spec.route.VirtualClusterSpec;
import io.nuncio.proxy.spec.route.VirtualHostSpec;
import io.nuncio.proxy.spec.route.VirtualHostSpec.RequireTls;
import java.util.Optional;
import java.util.OptionalLong;

/** Envoy's {@code VirtualHost}. */
final class VirtualHosts {

    private VirtualHosts() {}

    static VirtualHostSpec read(VirtualHost message, Levels above, Place place) {
        Optional<RetryPolicySpec> retry = message.hasRetryPolicy()
                ? Optional.of(Retries.read(message.getRetryPolicy(), place.at("retry_policy")))
                : Optional.empty();
        ImmutableList<Mirror> mirrors = Mirrors.read(message.getRequestMirrorPoliciesList(), above, place);
        Levels levels = new Levels(
                above.clusters(), above.bodyBytesMax(), retry, mirrors.isEmpty() ? above.mirrors() : mirrors);
        OptionalLong bufferBytesMax = bufferBytesMax(message);
        ImmutableList.Builder<RouteSpec> routes = ImmutableList.builder();
        for (int i = 0; i < message.getRoutesCount(); i++) {
            routes.add(Routes.read(message.getRoutes(i), levels, bufferBytesMax, place.at("routes", i)));
        }
        return new VirtualHostSpec(
                message.getName(),
                message.getDomainsList().stream().map(Texts::latin1).collect(ImmutableList.toImmutableList()),
                routes.build(),
                switch (message.getRequireTls()) {
                    case ALL -> RequireTls.ALL;
                    case EXTERNAL_ONLY -> RequireTls.EXTERNAL_ONLY;
                    default -> RequireTls.NONE;
                },
                Mutations.requests(message, place),
                Mutations.responses(message, place),
                message.getIncludeRequestAttemptCount(),
                message.getIncludeAttemptCountInResponse(),
                io.nuncio.control.translate.Metadatas.read(message.getMetadata()),
                FilterConfigs.read(message.getTypedPerFilterConfigMap(), place),
                virtualClusters(message, place));
    }

    private static ImmutableList<VirtualClusterSpec> virtualClusters(VirtualHost message, Place place) {
        ImmutableList.Builder<VirtualClusterSpec> all = ImmutableList.builder();
        for (int i = 0; i < message.getVirtualClustersCount(); i++) {
            VirtualCluster each = message.getVirtualClusters(i);
            Place at = place.at("virtual_clusters", i);
            if (each.getHeadersCount() == 0) {
                at.error("headers", "virtual clusters must define 'headers'");
            }
            all.add(new VirtualClusterSpec(each.getName(), RouteMatches.headers("headers", each.getHeadersList(), at)));
        }
        return all.build();
    }

    @SuppressWarnings("deprecation") // old forms are still in use
    private static OptionalLong bufferBytesMax(VirtualHost message) {
        if (message.hasRequestBodyBufferLimit()) {
            return OptionalLong.of(message.getRequestBodyBufferLimit().getValue());
        }
        return message.hasPerRequestBufferLimitBytes()
                ? OptionalLong.of(Integer.toUnsignedLong(
                        message.getPerRequestBufferLimitBytes().getValue()))
                : OptionalLong.empty();
    }
}
