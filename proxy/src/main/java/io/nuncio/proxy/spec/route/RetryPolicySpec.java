package io.nuncio.proxy.spec.route;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.match.HeaderMatchSpec;
import java.util.OptionalLong;

/**
 * When and how a request is tried again: Envoy's {@code RetryPolicy}.
 *
 * @param retryOn a set of {@link RetryCondition}
 * @param retriesMax how often, beside the first try
 * @param perTryTimeoutMs of each try; empty: the route's timeout alone counts
 * @param perTryIdleTimeoutMs of each try; empty for none
 * @param backOff how long to wait before a try
 * @param statuses what {@link RetryCondition#RETRIABLE_STATUS_CODES} means
 * @param responseHeaders what {@link RetryCondition#RETRIABLE_HEADERS} means: one that matches is enough
 * @param requestHeaders which requests may be tried again: one that matches is enough; empty for all
 * @param hosts which hosts the next try may use
 */
@Immutable
public record RetryPolicySpec(
        int retryOn,
        int retriesMax,
        OptionalLong perTryTimeoutMs,
        OptionalLong perTryIdleTimeoutMs,
        BackOff backOff,
        ImmutableList<Integer> statuses,
        ImmutableList<HeaderMatchSpec> responseHeaders,
        ImmutableList<HeaderMatchSpec> requestHeaders,
        HostSelection hosts) {

    /** Envoy's default of {@code num_retries}. */
    public static final int RETRIES_MAX_DEFAULT = 1;

    /**
     * How long to wait.
     *
     * @param baseMs at most before the first try again; at least 1
     * @param maxMs at most before any
     * @param rateLimitHeaders fields of a response that say how long to wait; the first that is there counts
     * @param rateLimitMaxMs the longest wait that such a field can ask for; a longer one is not obeyed
     */
    @Immutable
    public record BackOff(long baseMs, long maxMs, ImmutableList<ResetHeader> rateLimitHeaders, long rateLimitMaxMs) {

        /** Envoy's default of the base. */
        public static final long BASE_DEFAULT_MS = 25;

        /** Envoy's default of the maximum, in multiples of the base. */
        public static final int MAX_DEFAULT_FACTOR = 10;

        /** Envoy's default of the longest wait that a field can ask for. */
        public static final long RATE_LIMIT_MAX_DEFAULT_MS = 300_000;

        /** What Envoy does where nothing is configured. */
        public static final BackOff DEFAULT = new BackOff(
                BASE_DEFAULT_MS, BASE_DEFAULT_MS * MAX_DEFAULT_FACTOR, ImmutableList.of(), RATE_LIMIT_MAX_DEFAULT_MS);

        public BackOff {
            if (baseMs < 1 || maxMs < baseMs) {
                throw new IllegalArgumentException("a back-off from " + baseMs + " to " + maxMs + " ms");
            }
        }

        /**
         * How long to wait before the try again of that number: less than a time that doubles from try to try.
         *
         * @param retry from 0
         * @param random unsigned
         */
        public long waitMs(int retry, long random) {
            long limit = baseMs;
            for (int i = 0; i < retry && limit < maxMs; i++) {
                limit = limit > maxMs / 2 ? maxMs : limit * 2;
            }
            return Long.remainderUnsigned(random, limit);
        }
    }

    /**
     * A field that says when to try again.
     *
     * @param name of the field
     * @param unixTime whether it is a point in time in seconds, instead of a number of seconds
     */
    @Immutable
    public record ResetHeader(HeaderName name, boolean unixTime) {}

    /**
     * Which hosts the next try may use.
     *
     * @param otherThanBefore whether those tried before are passed over
     * @param notCanary whether canaries are passed over
     * @param attemptsMax how often the balancer is asked for another one; then the last one is used
     */
    @Immutable
    public record HostSelection(boolean otherThanBefore, boolean notCanary, int attemptsMax) {
        /** Any host. */
        public static final HostSelection ANY = new HostSelection(false, false, 1);
    }
}
