package io.nuncio.proxy.spec.route;

import com.google.common.collect.ImmutableMap;
import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.MetadataSpec;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One route: Envoy's {@code Route}.
 *
 * @param name empty where none was given
 * @param match which requests it takes
 * @param action what is done with them
 * @param requestMutations of the requests
 * @param responseMutations of the responses
 * @param details what else is known of it
 */
@Immutable
public record RouteSpec(
        String name,
        RouteMatchSpec match,
        RouteActionSpec action,
        HeaderMutationsSpec requestMutations,
        HeaderMutationsSpec responseMutations,
        Details details) {

    /**
     * What filters, logs and statistics read of a route.
     *
     * @param statPrefix what its own statistics are named after; empty for none of its own
     * @param metadata what logs and extensions may ask for
     * @param filterConfigs configurations of filters, by their names
     * @param decorator the operation by which it is traced
     * @param requestBufferBytesMax how much of a request is kept for a try again; empty: as on the connection
     */
    @Immutable
    public record Details(
            String statPrefix,
            MetadataSpec metadata,
            ImmutableMap<String, FilterConfigSpec> filterConfigs,
            Optional<Decorator> decorator,
            OptionalLong requestBufferBytesMax) {
        /** Nothing. */
        public static final Details NONE =
                new Details("", MetadataSpec.NONE, ImmutableMap.of(), Optional.empty(), OptionalLong.empty());
    }

    /**
     * How a route is traced.
     *
     * @param operation its name
     * @param propagate whether the upstream is told
     */
    @Immutable
    public record Decorator(String operation, boolean propagate) {}

    /** A route with nothing but a name, a match and an action. */
    public static RouteSpec of(String name, RouteMatchSpec match, RouteActionSpec action) {
        return new RouteSpec(name, match, action, HeaderMutationsSpec.NONE, HeaderMutationsSpec.NONE, Details.NONE);
    }
}
