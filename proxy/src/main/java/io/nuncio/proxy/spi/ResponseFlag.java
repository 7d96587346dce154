package io.nuncio.proxy.spi;

import io.nuncio.filter.thread.AnyThread;
import java.util.Arrays;
import java.util.Optional;

/**
 * Why a request or a connection did not simply succeed: Envoy's response flags, with the short name that
 * {@code %RESPONSE_FLAGS%} prints and the long one of {@code %RESPONSE_FLAGS_LONG%}.
 */
@AnyThread
public enum ResponseFlag {
    FAILED_LOCAL_HEALTH_CHECK("LH", "FailedLocalHealthCheck"),
    NO_HEALTHY_UPSTREAM("UH", "NoHealthyUpstream"),
    UPSTREAM_REQUEST_TIMEOUT("UT", "UpstreamRequestTimeout"),
    LOCAL_RESET("LR", "LocalReset"),
    UPSTREAM_REMOTE_RESET("UR", "UpstreamRemoteReset"),
    UPSTREAM_CONNECTION_FAILURE("UF", "UpstreamConnectionFailure"),
    UPSTREAM_CONNECTION_TERMINATION("UC", "UpstreamConnectionTermination"),
    UPSTREAM_OVERFLOW("UO", "UpstreamOverflow"),
    NO_ROUTE_FOUND("NR", "NoRouteFound"),
    DELAY_INJECTED("DI", "DelayInjected"),
    FAULT_INJECTED("FI", "FaultInjected"),
    RATE_LIMITED("RL", "RateLimited"),
    UNAUTHORIZED_EXTERNAL_SERVICE("UAEX", "UnauthorizedExternalService"),
    RATE_LIMIT_SERVICE_ERROR("RLSE", "RateLimitServiceError"),
    DOWNSTREAM_CONNECTION_TERMINATION("DC", "DownstreamConnectionTermination"),
    UPSTREAM_RETRY_LIMIT_EXCEEDED("URX", "UpstreamRetryLimitExceeded"),
    STREAM_IDLE_TIMEOUT("SI", "StreamIdleTimeout"),
    INVALID_ENVOY_REQUEST_HEADERS("IH", "InvalidEnvoyRequestHeaders"),
    DOWNSTREAM_PROTOCOL_ERROR("DPE", "DownstreamProtocolError"),
    UPSTREAM_MAX_STREAM_DURATION_REACHED("UMSDR", "UpstreamMaxStreamDurationReached"),
    RESPONSE_FROM_CACHE_FILTER("RFCF", "ResponseFromCacheFilter"),
    NO_FILTER_CONFIG_FOUND("NFCF", "NoFilterConfigFound"),
    DURATION_TIMEOUT("DT", "DurationTimeout"),
    UPSTREAM_PROTOCOL_ERROR("UPE", "UpstreamProtocolError"),
    NO_CLUSTER_FOUND("NC", "NoClusterFound"),
    OVERLOAD_MANAGER("OM", "OverloadManagerTerminated"),
    DNS_RESOLUTION_FAILED("DF", "DnsResolutionFailed"),
    DROP_OVERLOAD("DO", "DropOverload"),
    DOWNSTREAM_REMOTE_RESET("DR", "DownstreamRemoteReset"),
    UNCONDITIONAL_DROP_OVERLOAD("UDO", "UnconditionalDropOverload");

    private final String shortName;
    private final String longName;

    ResponseFlag(String shortName, String longName) {
        this.shortName = shortName;
        this.longName = longName;
    }

    /** As {@code %RESPONSE_FLAGS%} prints it. */
    public String shortName() {
        return shortName;
    }

    /** As {@code %RESPONSE_FLAGS_LONG%} prints it. */
    public String longName() {
        return longName;
    }

    /** The flag that {@code %RESPONSE_FLAGS%} prints so; empty if there is none. */
    public static Optional<ResponseFlag> ofShortName(String name) {
        return Arrays.stream(values())
                .filter(flag -> flag.shortName.equals(name))
                .findFirst();
    }
}
