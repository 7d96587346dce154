package io.nuncio.proxy.router;

import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.http.HeaderView;
import io.nuncio.proxy.spec.http.RouterSpec;
import io.nuncio.proxy.spec.route.ClusterChoiceSpec;
import io.nuncio.proxy.spec.route.ForwardSpec;
import io.nuncio.proxy.spec.route.HostRewriteSpec;
import io.nuncio.proxy.spec.route.RouteEntry;
import io.nuncio.proxy.spec.route.VirtualClusterSpec;
import io.nuncio.proxy.spec.route.WeightedClusterSpec;
import io.nuncio.proxy.spi.RequestStats;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.UpstreamCluster;
import io.nuncio.proxy.spi.UpstreamHost;
import io.nuncio.proxy.spi.http.EngineStream;
import io.nuncio.proxy.spi.http.HeaderMutations;
import io.nuncio.proxy.spi.message.Head;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is known of a request that goes upstream: where to, by which rules, and what is done to its head on the way. */
final class Forwarding {

    private static final int NO_CONTENT = 204;
    private static final int GATEWAY_TIMEOUT = 504;

    private final RouterSpec spec;
    private final EngineStream stream;
    private final RouteEntry route;
    private final ForwardSpec forward;
    private final @Nullable WeightedClusterSpec weighted;
    private final String clusterName;
    private final Head head;
    private final boolean grpc;
    private @Nullable UpstreamCluster cluster;
    private @Nullable RequestTimeouts timeouts;
    private @Nullable String altStatName;
    private @Nullable GroupStats ofVirtualCluster;
    private @Nullable GroupStats ofRoute;
    private long streamMaxMs = -1;
    private int timeoutStatus = GATEWAY_TIMEOUT;
    private boolean hedges;

    Forwarding(RouterSpec spec, EngineStream stream, RouteEntry route, ForwardSpec forward, Head head) {
        this.spec = spec;
        this.stream = stream;
        this.route = route;
        this.forward = forward;
        this.head = head;
        this.weighted =
                forward.cluster() instanceof ClusterChoiceSpec.Weighted choice ? choice.pick(stream.random()) : null;
        this.clusterName = name(weighted == null ? forward.cluster() : weighted.cluster(), head);
        String type = head.first(HeaderNames.CONTENT_TYPE);
        this.grpc = type != null && (type.equals("application/grpc") || type.startsWith("application/grpc+"));
        findCluster();
    }

    private static String name(ClusterChoiceSpec choice, HeaderView head) {
        return switch (choice) {
            case ClusterChoiceSpec.Named named -> named.cluster();
            case ClusterChoiceSpec.FromHeader field -> Objects.requireNonNullElse(field.cluster(head), "");
            case ClusterChoiceSpec.Weighted nested -> "";
        };
    }

    /** Looks the cluster up, as it is now; null if there is none (any more). */
    @Nullable
    UpstreamCluster findCluster() {
        UpstreamCluster found = clusterName.isEmpty() ? null : stream.clusters().find(clusterName);
        if (found != null) {
            cluster = found;
        }
        return found;
    }

    /** Finds out where the request is counted beside its cluster. */
    void group(GroupCache groups) {
        VirtualClusterSpec found = route.virtualHost().virtualCluster(head);
        if (found != null) {
            stream.info().virtualClusterName(found.name());
            ofVirtualCluster = groups.ofCluster(route, found);
        }
        if (!route.route().details().statPrefix().isEmpty()) {
            ofRoute = groups.ofRoute(route);
        }
    }

    /** Whether the request is counted beside its cluster. */
    boolean grouped() {
        return ofVirtualCluster != null || ofRoute != null;
    }

    /** Counts a request beside its cluster, where it is counted so. */
    void forGroups(Consumer<GroupStats> count) {
        if (ofVirtualCluster != null) {
            count.accept(ofVirtualCluster);
        }
        if (ofRoute != null) {
            count.accept(ofRoute);
        }
    }

    /** Everything that is done to the head before the first try. Answers the state of retries, if any can follow. */
    @Nullable
    RetryState prepare() {
        if (head.has(HeaderNames.X_ENVOY_UPSTREAM_ALT_STAT_NAME)) {
            altStatName = head.first(HeaderNames.X_ENVOY_UPSTREAM_ALT_STAT_NAME);
            head.remove(HeaderNames.X_ENVOY_UPSTREAM_ALT_STAT_NAME);
        }
        hedges = head.valueEquals(HeaderNames.X_ENVOY_HEDGE_ON_PER_TRY_TIMEOUT, "true");
        timeouts = new RequestTimeouts(spec, forward, head, grpc, hedges);
        streamMaxMs = RequestTimeouts.streamDurationMs(head);
        if (head.has(HeaderNames.X_ENVOY_UPSTREAM_RQ_TIMEOUT_ALT_RESPONSE)) {
            timeoutStatus = NO_CONTENT;
            head.remove(HeaderNames.X_ENVOY_UPSTREAM_RQ_TIMEOUT_ALT_RESPONSE);
        }
        if (route.virtualHost().attemptCountInRequest()) {
            head.set(HeaderNames.X_ENVOY_ATTEMPT_COUNT, 1);
        }
        Rewrites.apply(this, stream.info(), stream.dispatcher().wallClockMs(), addsEnvoyHeaders());
        return RetryState.of(
                new RetryState.Place(this, stream.dispatcher(), stream.random()),
                forward.retry().orElse(null),
                head);
    }

    RouterSpec spec() {
        return spec;
    }

    RouteEntry route() {
        return route;
    }

    ForwardSpec forward() {
        return forward;
    }

    /** The weighted cluster that the request fell on; null for none. */
    @Nullable
    WeightedClusterSpec weighted() {
        return weighted;
    }

    Head head() {
        return head;
    }

    boolean grpc() {
        return grpc;
    }

    StreamInfo info() {
        return stream.info();
    }

    UpstreamCluster cluster() {
        return Objects.requireNonNull(cluster);
    }

    RequestStats requests() {
        return cluster().requests();
    }

    RequestTimeouts timeouts() {
        return Objects.requireNonNull(timeouts);
    }

    /** Where responses are counted too, because the request wants it; null for nowhere. */
    @Nullable
    String altStatName() {
        return altStatName;
    }

    boolean highPriority() {
        return forward.balancing().highPriority();
    }

    /** Whether a try that has taken too long goes on beside the next one. */
    boolean hedges() {
        return hedges;
    }

    /** The status of an answer where there was none in time. */
    int timeoutStatus() {
        return timeoutStatus;
    }

    boolean addsEnvoyHeaders() {
        return !spec.suppressEnvoyHeaders();
    }

    boolean tellsAttempts() {
        return route.virtualHost().attemptCountInResponse();
    }

    /** What may be kept of the request for another try, or for a stream that is not there yet; 0 for no limit. */
    int bufferLimit() {
        int limit = stream.bufferLimit();
        long ofRoute = route.route().details().requestBufferBytesMax().orElse(Integer.MAX_VALUE);
        return limit == 0 ? (int) Math.min(Integer.MAX_VALUE, ofRoute) : (int) Math.min(limit, ofRoute);
    }

    /** The longest duration of a stream to upstream; 0 for ever. */
    long streamMaxMs() {
        return streamMaxMs >= 0 ? streamMaxMs : cluster().spec().http().streamMaxMs();
    }

    /** The head as it goes to that host. */
    Head headFor(UpstreamHost host) {
        String name = host.spec().hostname();
        if (forward.rewrites().host() instanceof HostRewriteSpec.Auto && !name.isEmpty()) {
            Rewrites.authority(head, name, forward.rewrites().appendXForwardedHost(), addsEnvoyHeaders());
        }
        return head;
    }

    /** What another try changes in the head, so long after the end of the request. */
    void prepareAgain(int attempt, long elapsedMs) {
        if (route.virtualHost().attemptCountInRequest()) {
            head.set(HeaderNames.X_ENVOY_ATTEMPT_COUNT, attempt);
        }
        timeouts().tell(head, elapsedMs);
    }

    /** What a route changes in the head of a response. */
    void finishResponse(Head response, int attempts) {
        HeaderMutations.ofResponse(
                route, weighted, response, stream.info(), stream.dispatcher().wallClockMs());
        if (tellsAttempts()) {
            response.set(HeaderNames.X_ENVOY_ATTEMPT_COUNT, attempts);
        }
    }
}
