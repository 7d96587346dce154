package io.nuncio.proxy.router;

import com.google.common.collect.ImmutableList;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.Timer;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.match.HeaderMatchSpec;
import io.nuncio.proxy.spec.route.RetryCondition;
import io.nuncio.proxy.spec.route.RetryPolicySpec;
import io.nuncio.proxy.spec.route.RetryPolicySpec.BackOff;
import io.nuncio.proxy.spec.route.RetryPolicySpec.ResetHeader;
import io.nuncio.proxy.spi.RequestStats;
import io.nuncio.proxy.spi.UpstreamCluster;
import io.nuncio.proxy.spi.UpstreamHost;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.ResetReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether, when and where one request is tried again: what its route says, and what its own fields add
 * (Envoy's {@code RetryStateImpl}). A retry takes a place in the cluster's circuit breaker until the next outcome is known.
 */
final class RetryState {

    /** What becomes of a failure. */
    enum Outcome {
        /** It is no reason to try again. */
        NO,
        /** It is tried again. */
        YES,
        /** It would be tried again, but too many retries are under way. */
        OVERFLOW,
        /** It would be tried again, but has been often enough. */
        LIMIT_EXCEEDED
    }

    private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;
    private static final long MIX = 0xBF58_476D_1CE4_E5B9L;
    private static final int MS_PER_SECOND = 1000;
    private static final int CONFLICT = 409;
    private static final int BAD_GATEWAY = 502;
    private static final int GATEWAY_TIMEOUT = 504;
    private static final int SERVER_ERROR_MIN = 500;
    private static final int SERVER_ERROR_MAX = 599;

    private final Forwarding of;
    private final UpstreamCluster cluster;
    private final RequestStats stats;
    private final Dispatcher dispatcher;
    private final boolean highPriority;
    private final long random;
    private final int retryOn;
    private final BackOff backOff;
    private final RetryPolicySpec.HostSelection hosts;
    private final ImmutableList<Integer> statuses;
    private final ImmutableList<HeaderMatchSpec> responseHeaders;
    private final List<Integer> statusesOfRequest;
    private final List<HeaderName> headersOfRequest;
    private @Nullable List<UpstreamHost> attempted;
    private @Nullable Timer timer;
    private int remaining;
    private int retries;
    private long rateLimitedMs;
    private boolean armed;

    /** What a retry needs of its stream. */
    record Place(Forwarding of, Dispatcher dispatcher, long random) {}

    /**
     * Of one request; the fields that steer retries are taken off it.
     *
     * @return null if it is never tried again
     */
    static @Nullable RetryState of(Place place, @Nullable RetryPolicySpec policy, Head head) {
        RetryState state = policy == null
                        && !head.has(HeaderNames.X_ENVOY_RETRY_ON)
                        && !head.has(HeaderNames.X_ENVOY_RETRY_GRPC_ON)
                ? null
                : new RetryState(place, policy, head);
        head.remove(HeaderNames.X_ENVOY_RETRY_ON);
        head.remove(HeaderNames.X_ENVOY_RETRY_GRPC_ON);
        head.remove(HeaderNames.X_ENVOY_MAX_RETRIES);
        head.remove(HeaderNames.X_ENVOY_HEDGE_ON_PER_TRY_TIMEOUT);
        head.remove(HeaderNames.X_ENVOY_RETRIABLE_HEADER_NAMES);
        head.remove(HeaderNames.X_ENVOY_RETRIABLE_STATUS_CODES);
        head.remove(HeaderNames.X_ENVOY_UPSTREAM_RQ_PER_TRY_TIMEOUT_MS);
        return state == null || state.retryOn == 0 ? null : state;
    }

    private RetryState(Place place, @Nullable RetryPolicySpec policy, Head head) {
        this.of = place.of();
        this.cluster = of.cluster();
        this.stats = cluster.requests();
        this.dispatcher = place.dispatcher();
        this.highPriority = of.highPriority();
        this.random = place.random();
        this.backOff = policy == null ? BackOff.DEFAULT : policy.backOff();
        this.hosts = policy == null ? RetryPolicySpec.HostSelection.ANY : policy.hosts();
        this.statuses = policy == null ? ImmutableList.of() : policy.statuses();
        this.responseHeaders = policy == null ? ImmutableList.of() : policy.responseHeaders();
        this.remaining = policy == null ? RetryPolicySpec.RETRIES_MAX_DEFAULT : policy.retriesMax();
        this.retryOn = conditions(policy, head);
        long max = head.number(HeaderNames.X_ENVOY_MAX_RETRIES);
        if (retryOn != 0 && max >= 0) {
            remaining = (int) Math.min(Integer.MAX_VALUE, max);
        }
        this.statusesOfRequest = numbers(head.first(HeaderNames.X_ENVOY_RETRIABLE_STATUS_CODES));
        this.headersOfRequest = names(head.first(HeaderNames.X_ENVOY_RETRIABLE_HEADER_NAMES));
    }

    private static int conditions(@Nullable RetryPolicySpec policy, Head head) {
        int set = policy == null ? 0 : policy.retryOn();
        String words = head.first(HeaderNames.X_ENVOY_RETRY_ON);
        set |= words == null ? 0 : RetryCondition.parseHttp(words);
        words = head.first(HeaderNames.X_ENVOY_RETRY_GRPC_ON);
        set |= words == null ? 0 : RetryCondition.parseGrpc(words);
        if (policy != null && !policy.requestHeaders().isEmpty()) {
            return policy.requestHeaders().stream().anyMatch(each -> each.matches(head)) ? set : 0;
        }
        return set;
    }

    private static List<Integer> numbers(@Nullable String list) {
        List<Integer> numbers = new ArrayList<>(0);
        for (String each : list == null ? new String[0] : list.split(",", -1)) {
            String digits = each.strip();
            if (!digits.isEmpty() && digits.length() <= 9 && digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
                numbers.add(Integer.parseInt(digits));
            }
        }
        return numbers;
    }

    private static List<HeaderName> names(@Nullable String list) {
        List<HeaderName> names = new ArrayList<>(0);
        for (String each : list == null ? new String[0] : list.split(",", -1)) {
            if (!each.isBlank()) {
                names.add(HeaderName.of(each.strip()));
            }
        }
        return names;
    }

    // ---- where

    /** That host has been tried. */
    void attempted(UpstreamHost host) {
        if (!hosts.otherThanBefore()) {
            return;
        }
        if (attempted == null) {
            attempted = new ArrayList<>(2);
        }
        attempted.add(host);
    }

    /** Whether the next try should go elsewhere. */
    boolean avoid(UpstreamHost host) {
        if (attempted == null) {
            return false;
        }
        for (UpstreamHost each : attempted) {
            if (each.spec().address().equals(host.spec().address())) {
                return true;
            }
        }
        return false;
    }

    /** How often a balancer may be asked for another host. */
    int attemptsMax() {
        return hosts.attemptsMax();
    }

    // ---- whether

    /** A response has come. {@code again} runs when the time has come. */
    Outcome onHeaders(Head response, Runnable again) {
        boolean wanted = wouldRetry(response);
        if (wanted && !backOff.rateLimitHeaders().isEmpty()) {
            rateLimitedMs = resetInterval(response);
        }
        return decide(wanted, again);
    }

    /** There was no response. */
    Outcome onReset(ResetReason reason, boolean requestStarted, Runnable again) {
        return decide(wouldRetry(reason, requestStarted), again);
    }

    /** A try has not answered in time, and goes on beside the next one. */
    Outcome onHedge(Runnable again) {
        return decide(true, again);
    }

    /** Whether a response of this kind would be tried again, if it could. */
    boolean wouldRetry(Head response) {
        if (response.has(HeaderNames.X_ENVOY_RATELIMITED)) {
            return RetryCondition.ENVOY_RATE_LIMITED.in(retryOn);
        }
        int status = (int) response.number(HeaderNames.STATUS);
        boolean serverError = status >= SERVER_ERROR_MIN && status <= SERVER_ERROR_MAX;
        return serverError && RetryCondition.FIVE_XX.in(retryOn)
                || status >= BAD_GATEWAY && status <= GATEWAY_TIMEOUT && RetryCondition.GATEWAY_ERROR.in(retryOn)
                || status == CONFLICT && RetryCondition.RETRIABLE_4XX.in(retryOn)
                || RetryCondition.RETRIABLE_STATUS_CODES.in(retryOn)
                        && (statuses.contains(status) || statusesOfRequest.contains(status))
                || RetryCondition.RETRIABLE_HEADERS.in(retryOn) && retriableField(response)
                || retriableGrpc(response);
    }

    private boolean retriableField(Head response) {
        for (HeaderMatchSpec each : responseHeaders) {
            if (each.matches(response)) {
                return true;
            }
        }
        for (HeaderName each : headersOfRequest) {
            if (response.has(each)) {
                return true;
            }
        }
        return false;
    }

    private boolean retriableGrpc(Head response) {
        return switch ((int) Math.min(Integer.MAX_VALUE, response.number(HeaderNames.GRPC_STATUS))) {
            case 1 -> RetryCondition.GRPC_CANCELLED.in(retryOn);
            case 4 -> RetryCondition.GRPC_DEADLINE_EXCEEDED.in(retryOn);
            case 8 -> RetryCondition.GRPC_RESOURCE_EXHAUSTED.in(retryOn);
            case 13 -> RetryCondition.GRPC_INTERNAL.in(retryOn);
            case 14 -> RetryCondition.GRPC_UNAVAILABLE.in(retryOn);
            default -> false;
        };
    }

    private boolean wouldRetry(ResetReason reason, boolean requestStarted) {
        return switch (reason) {
            case OVERFLOW -> false;
            case LOCAL_CONNECTION_FAILURE, REMOTE_CONNECTION_FAILURE, CONNECTION_TIMEOUT ->
                RetryCondition.CONNECT_FAILURE.in(retryOn) || onAnyReset(requestStarted);
            case REMOTE_REFUSED_STREAM -> RetryCondition.REFUSED_STREAM.in(retryOn) || onAnyReset(requestStarted);
            default -> onAnyReset(requestStarted);
        };
    }

    private boolean onAnyReset(boolean requestStarted) {
        return RetryCondition.RESET.in(retryOn)
                || RetryCondition.FIVE_XX.in(retryOn)
                || RetryCondition.GATEWAY_ERROR.in(retryOn)
                || !requestStarted && RetryCondition.RESET_BEFORE_REQUEST.in(retryOn);
    }

    private Outcome decide(boolean wanted, Runnable again) {
        if (armed && !wanted) {
            // The one before was a retry, and this time it went well.
            stats.rqRetrySuccess.inc();
            of.forGroups(each -> each.rqRetrySuccess.inc());
        }
        disarm();
        if (!wanted) {
            return Outcome.NO;
        }
        if (remaining == 0) {
            stats.rqRetryLimitExceeded.inc();
            of.forGroups(each -> each.rqRetryLimitExceeded.inc());
            return Outcome.LIMIT_EXCEEDED;
        }
        remaining--;
        if (!cluster.tryAcquireRetry(highPriority)) {
            stats.rqRetryOverflow.inc();
            of.forGroups(each -> each.rqRetryOverflow.inc());
            return Outcome.OVERFLOW;
        }
        armed = true;
        stats.rqRetry.inc();
        of.forGroups(each -> each.rqRetry.inc());
        schedule(again);
        return Outcome.YES;
    }

    private void schedule(Runnable again) {
        if (timer != null) {
            timer.close();
        }
        timer = dispatcher.createTimer(again);
        if (rateLimitedMs > 0) {
            timer.enableMs(rateLimitedMs + Long.remainderUnsigned(draw(), Math.max(1, rateLimitedMs / 2)));
            rateLimitedMs = 0;
            stats.rqRetryBackoffRatelimited.inc();
        } else {
            timer.enableMs(backOff.waitMs(retries, draw()));
            stats.rqRetryBackoffExponential.inc();
        }
        retries++;
    }

    /** A number of its own for each retry, made from that of the stream (the finalizer of SplitMix64). */
    private long draw() {
        long mixed = (random + (retries + 1) * GOLDEN_GAMMA) * MIX;
        return mixed ^ mixed >>> 31;
    }

    private long resetInterval(Head response) {
        for (ResetHeader each : backOff.rateLimitHeaders()) {
            long value = response.number(each.name());
            if (value < 0) {
                continue;
            }
            long seconds = each.unixTime() ? value - dispatcher.wallClockMs() / MS_PER_SECOND : value;
            if (seconds > 0 && seconds <= backOff.rateLimitMaxMs() / MS_PER_SECOND) {
                return seconds * MS_PER_SECOND;
            }
        }
        return 0;
    }

    private void disarm() {
        if (armed) {
            armed = false;
            cluster.releaseRetry(highPriority);
        }
    }

    /** Nothing is tried again any more. */
    void close() {
        disarm();
        if (timer != null) {
            timer.close();
        }
    }
}
