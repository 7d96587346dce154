package io.nuncio.proxy.spec.route;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.match.FractionSpec;
import java.util.Optional;

/**
 * The request goes to a cluster: Envoy's {@code RouteAction}.
 *
 * @param cluster which one
 * @param clusterNotFoundStatus the status of the answer if there is no such cluster
 * @param rewrites what becomes of path and authority
 * @param timeouts how long it may take
 * @param retry whether it is tried again: the route's policy, else that of its virtual host
 * @param mirrors to whom copies go: the route's, else those of the virtual host, else of the table
 * @param upgrades which upgrades are allowed or not, beside what the connection manager says
 * @param balancing what the balancer is told
 */
@Immutable
public record ForwardSpec(
        ClusterChoiceSpec cluster,
        int clusterNotFoundStatus,
        Rewrites rewrites,
        TimeoutsSpec timeouts,
        Optional<RetryPolicySpec> retry,
        ImmutableList<Mirror> mirrors,
        ImmutableList<Upgrade> upgrades,
        Balancing balancing)
        implements RouteActionSpec {

    /** Envoy's default of the status where there is no such cluster. */
    public static final int CLUSTER_NOT_FOUND_DEFAULT = 503;

    /**
     * What becomes of path and authority.
     *
     * @param path of the path
     * @param host of the authority
     * @param appendXForwardedHost whether an authority that is replaced is appended to {@code x-forwarded-host}
     */
    @Immutable
    public record Rewrites(PathRewriteSpec path, HostRewriteSpec host, boolean appendXForwardedHost) {
        /** Nothing. */
        public static final Rewrites NONE = new Rewrites(PathRewriteSpec.NONE, HostRewriteSpec.NONE, false);
    }

    /**
     * Copies of requests that go to another cluster too, whose responses nobody sees.
     *
     * @param cluster which one
     * @param fraction of the requests
     * @param shadowSuffix whether {@code -shadow} is appended to the host of the authority
     * @param hostRewrite the authority of the copies; empty for that of the request
     */
    @Immutable
    public record Mirror(ClusterChoiceSpec cluster, FractionSpec fraction, boolean shadowSuffix, String hostRewrite) {}

    /**
     * An upgrade.
     *
     * @param type {@code websocket}, {@code CONNECT}; case does not matter
     * @param enabled whether it is allowed
     * @param terminates whether a CONNECT ends here and its bytes go on as plain TCP
     * @param allowPost whether a POST is treated so too
     */
    @Immutable
    public record Upgrade(String type, boolean enabled, boolean terminates, boolean allowPost) {}

    /**
     * What the balancer is told.
     *
     * @param highPriority whether the thresholds of high priority count
     * @param hashes the parts of the hash
     * @param metadataMatchJson which hosts may be used: the {@code Metadata} as canonical JSON; empty for all
     */
    @Immutable
    public record Balancing(boolean highPriority, ImmutableList<HashPolicySpec> hashes, String metadataMatchJson) {
        /** Nothing. */
        public static final Balancing NONE = new Balancing(false, ImmutableList.of(), "");
    }
}
