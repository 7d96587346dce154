package io.nuncio.proxy.spec.route;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.MetadataSpec;
import io.nuncio.proxy.spec.http.HeaderView;
import org.jspecify.annotations.Nullable;

/**
 * The routes of some domains: Envoy's {@code VirtualHost}.
 *
 * @param name for logs and statistics
 * @param domains {@code a.b}, {@code *.b}, {@code a.*} or {@code *}; case does not matter
 * @param routes the first that matches is taken
 * @param requireTls who is sent to https instead
 * @param requestMutations of the requests
 * @param responseMutations of the responses
 * @param attemptCountInRequest whether {@code x-envoy-attempt-count} is sent upstream
 * @param attemptCountInResponse whether it is sent downstream
 * @param metadata what logs and extensions may ask for
 * @param filterConfigs configurations of filters, by their names
 * @param virtualClusters which requests are counted together
 */
@Immutable
public record VirtualHostSpec(
        String name,
        ImmutableList<String> domains,
        ImmutableList<RouteSpec> routes,
        RequireTls requireTls,
        HeaderMutationsSpec requestMutations,
        HeaderMutationsSpec responseMutations,
        boolean attemptCountInRequest,
        boolean attemptCountInResponse,
        MetadataSpec metadata,
        ImmutableMap<String, FilterConfigSpec> filterConfigs,
        ImmutableList<VirtualClusterSpec> virtualClusters) {

    /** Whose requests have to come by https. */
    public enum RequireTls {
        NONE,
        /** Those from outside. */
        EXTERNAL_ONLY,
        ALL
    }

    /** Where a request is counted; null for nowhere. */
    public @Nullable VirtualClusterSpec virtualCluster(HeaderView request) {
        for (int i = 0; i < virtualClusters.size(); i++) {
            if (virtualClusters.get(i).matches(request)) {
                return virtualClusters.get(i);
            }
        }
        return virtualClusters.isEmpty() ? null : VirtualClusterSpec.OTHER;
    }

    /** A virtual host with nothing but domains and routes. */
    public static VirtualHostSpec of(String name, ImmutableList<String> domains, ImmutableList<RouteSpec> routes) {
        return new VirtualHostSpec(
                name,
                domains,
                routes,
                RequireTls.NONE,
                HeaderMutationsSpec.NONE,
                HeaderMutationsSpec.NONE,
                false,
                false,
                MetadataSpec.NONE,
                ImmutableMap.of(),
                ImmutableList.of());
    }
}
