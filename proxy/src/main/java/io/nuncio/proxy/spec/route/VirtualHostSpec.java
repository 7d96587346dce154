package io.nuncio.proxy.spec.route;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.MetadataSpec;

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
        ImmutableMap<String, FilterConfigSpec> filterConfigs) {

    /** Whose requests have to come by https. */
    public enum RequireTls {
        NONE,
        /** Those from outside. */
        EXTERNAL_ONLY,
        ALL
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
                ImmutableMap.of());
    }
}
