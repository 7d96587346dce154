package io.nuncio.control.translate.route;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.Duration;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy.RateLimitedRetryBackOff;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy.ResetHeaderFormat;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy.RetryHostPredicate;
import io.nuncio.control.translate.Place;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.route.RetryCondition;
import io.nuncio.proxy.spec.route.RetryPolicySpec;
import io.nuncio.proxy.spec.route.RetryPolicySpec.BackOff;
import io.nuncio.proxy.spec.route.RetryPolicySpec.HostSelection;
import io.nuncio.proxy.spec.route.RetryPolicySpec.ResetHeader;
import java.util.OptionalLong;

/** Envoy's {@code RetryPolicy}. */
final class Retries {

    private static final String PREVIOUS_HOSTS = "envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate";
    private static final String OMIT_CANARY =
            "envoy.extensions.retry.host.omit_canary_hosts.v3.OmitCanaryHostsPredicate";

    private Retries() {}

    static RetryPolicySpec read(RetryPolicy message, Place place) {
        int retriesMax = message.hasNumRetries()
                ? (int) Math.min(Integer.toUnsignedLong(message.getNumRetries().getValue()), Integer.MAX_VALUE)
                : RetryPolicySpec.RETRIES_MAX_DEFAULT;
        return new RetryPolicySpec(
                RetryCondition.parse(message.getRetryOn()),
                retriesMax,
                positive(message.hasPerTryTimeout(), message.getPerTryTimeout(), "per_try_timeout", place),
                positive(message.hasPerTryIdleTimeout(), message.getPerTryIdleTimeout(), "per_try_idle_timeout", place),
                backOff(message, place),
                ImmutableList.copyOf(message.getRetriableStatusCodesList()),
                RouteMatches.headers("retriable_headers", message.getRetriableHeadersList(), place),
                RouteMatches.headers("retriable_request_headers", message.getRetriableRequestHeadersList(), place),
                hosts(message, place));
    }

    /** A timeout of nothing is none. */
    private static OptionalLong positive(boolean given, Duration value, String field, Place place) {
        long ms = given ? place.milliseconds(field, value) : 0;
        return ms > 0 ? OptionalLong.of(ms) : OptionalLong.empty();
    }

    private static BackOff backOff(RetryPolicy message, Place place) {
        long baseMs = BackOff.BASE_DEFAULT_MS;
        long maxMs = baseMs * BackOff.MAX_DEFAULT_FACTOR;
        if (message.hasRetryBackOff()) {
            Place where = place.at("retry_back_off");
            // Less than a millisecond is one.
            baseMs = Math.max(
                    1,
                    where.milliseconds(
                            "base_interval", message.getRetryBackOff().getBaseInterval()));
            maxMs = baseMs * BackOff.MAX_DEFAULT_FACTOR;
            if (message.getRetryBackOff().hasMaxInterval()) {
                maxMs = Math.max(
                        1,
                        where.milliseconds(
                                "max_interval", message.getRetryBackOff().getMaxInterval()));
                if (maxMs < baseMs) {
                    where.error(
                            "max_interval",
                            "retry_policy.max_interval must greater than or equal to the base_interval");
                    maxMs = baseMs;
                }
            }
        }
        RateLimitedRetryBackOff limited = message.getRateLimitedRetryBackOff();
        ImmutableList<ResetHeader> headers = limited.getResetHeadersList().stream()
                .map(each -> new ResetHeader(
                        HeaderName.of(each.getName()), each.getFormat() == ResetHeaderFormat.UNIX_TIMESTAMP))
                .collect(ImmutableList.toImmutableList());
        long limitedMaxMs = limited.hasMaxInterval()
                ? place.milliseconds("rate_limited_retry_back_off.max_interval", limited.getMaxInterval())
                : BackOff.RATE_LIMIT_MAX_DEFAULT_MS;
        return new BackOff(baseMs, maxMs, headers, limitedMaxMs);
    }

    private static HostSelection hosts(RetryPolicy message, Place place) {
        boolean otherThanBefore = false;
        boolean notCanary = false;
        for (int i = 0; i < message.getRetryHostPredicateCount(); i++) {
            RetryHostPredicate predicate = message.getRetryHostPredicate(i);
            String url = predicate.getTypedConfig().getTypeUrl();
            String type = url.substring(url.lastIndexOf('/') + 1);
            otherThanBefore |= type.equals(PREVIOUS_HOSTS);
            notCanary |= type.equals(OMIT_CANARY);
            if (!type.equals(PREVIOUS_HOSTS) && !type.equals(OMIT_CANARY)) {
                place.at("retry_host_predicate", i)
                        .error("Didn't find a registered implementation for '" + predicate.getName()
                                + "' with type URL: '" + type + "'");
            }
        }
        long attempts = Math.min(message.getHostSelectionRetryMaxAttempts(), Integer.MAX_VALUE);
        return new HostSelection(otherThanBefore, notCanary, attempts < 1 ? 1 : (int) attempts);
    }
}
