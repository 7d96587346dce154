package io.nuncio.control.translate.route;

import com.google.common.collect.ImmutableList;
import io.nuncio.control.translate.Place;
import io.nuncio.proxy.spec.route.ForwardSpec.Mirror;
import io.nuncio.proxy.spec.route.RetryPolicySpec;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a route takes from the levels above it where it says nothing itself.
 *
 * @param clusters whether a cluster that is named may be named
 * @param bodyBytesMax how long the body of a direct response may be
 * @param retry the policy of the virtual host
 * @param mirrors those of the virtual host, else of the table
 */
record Levels(
        Predicate<String> clusters, long bodyBytesMax, Optional<RetryPolicySpec> retry, ImmutableList<Mirror> mirrors) {

    /** Records an error if {@code cluster} must exist and does not. */
    void check(String cluster, String kind, Place place, String field) {
        if (!clusters.test(cluster)) {
            place.error(field, "route: unknown " + kind + " '" + cluster + "'");
        }
    }
}
