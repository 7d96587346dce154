package io.nuncio.proxy.router;

import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.http.RouterSpec;
import io.nuncio.proxy.spec.route.ForwardSpec;
import io.nuncio.proxy.spec.route.RetryPolicySpec;
import io.nuncio.proxy.spec.route.TimeoutsSpec;
import io.nuncio.proxy.spi.message.Head;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How long a request and each of its tries may take: what its route says, and what its own fields say instead
 * (Envoy's {@code FilterUtility::finalTimeout}). In milliseconds; 0 is for ever.
 */
final class RequestTimeouts {

    private final boolean insertExpected;
    private final boolean rewritesGrpcTimeout;
    private final boolean hedged;
    private long globalMs;
    private long perTryMs;
    private final long perTryIdleMs;

    /** Of one request; the fields that were read are taken off it. */
    RequestTimeouts(RouterSpec spec, ForwardSpec route, Head head, boolean grpc, boolean hedged) {
        TimeoutsSpec timeouts = route.timeouts();
        RetryPolicySpec retry = route.retry().orElse(null);
        boolean old = timeouts.maxStreamDurationMs().isEmpty()
                && timeouts.grpc().headerMaxMs().isEmpty()
                && timeouts.grpc().headerOffsetMs().isEmpty();
        this.insertExpected = !spec.suppressEnvoyHeaders();
        this.rewritesGrpcTimeout = old && grpc && timeouts.grpc().oldMaxMs().isPresent();
        this.hedged = hedged;
        this.globalMs = !old ? 0 : rewritesGrpcTimeout ? grpcTimeout(timeouts, head) : timeouts.routeTimeoutMs();
        this.perTryMs = retry == null ? 0 : orZero(retry.perTryTimeoutMs());
        this.perTryIdleMs = retry == null ? 0 : orZero(retry.perTryIdleTimeoutMs());
        readFields(spec, head);
        if (perTryMs >= globalMs && globalMs != 0) {
            perTryMs = 0;
        }
        tell(head, 0);
    }

    private static long orZero(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : 0;
    }

    private static long grpcTimeout(TimeoutsSpec timeouts, Head head) {
        long max = orZero(timeouts.grpc().oldMaxMs());
        long asked = GrpcTimeout.parse(head.first(HeaderNames.GRPC_TIMEOUT));
        OptionalLong offset = timeouts.grpc().oldOffsetMs();
        if (offset.isPresent() && offset.getAsLong() < asked) {
            asked -= offset.getAsLong();
        }
        return max != 0 && (asked == 0 || asked > max) ? max : asked;
    }

    private void readFields(RouterSpec spec, Head head) {
        if (spec.respectExpectedTimeout() && head.has(HeaderNames.X_ENVOY_EXPECTED_RQ_TIMEOUT_MS)) {
            globalMs = number(head, HeaderNames.X_ENVOY_EXPECTED_RQ_TIMEOUT_MS, globalMs);
        } else if (head.has(HeaderNames.X_ENVOY_UPSTREAM_RQ_TIMEOUT_MS)) {
            globalMs = number(head, HeaderNames.X_ENVOY_UPSTREAM_RQ_TIMEOUT_MS, globalMs);
            head.remove(HeaderNames.X_ENVOY_UPSTREAM_RQ_TIMEOUT_MS);
        }
        if (head.has(HeaderNames.X_ENVOY_UPSTREAM_RQ_PER_TRY_TIMEOUT_MS)) {
            perTryMs = number(head, HeaderNames.X_ENVOY_UPSTREAM_RQ_PER_TRY_TIMEOUT_MS, perTryMs);
            head.remove(HeaderNames.X_ENVOY_UPSTREAM_RQ_PER_TRY_TIMEOUT_MS);
        }
    }

    private static long number(Head head, HeaderName name, long otherwise) {
        long value = head.number(name);
        return value < 0 ? otherwise : value;
    }

    /** From the end of the request to the end of the response. */
    long globalMs() {
        return globalMs;
    }

    /** Of one try. */
    long perTryMs() {
        return perTryMs;
    }

    /** Of one try, without any byte of the response. */
    long perTryIdleMs() {
        return perTryIdleMs;
    }

    /** Tells the upstream how long it has, when so much has passed since the end of the request. */
    void tell(Head head, long elapsedMs) {
        long expected = hedged || perTryMs == 0 ? globalMs : perTryMs;
        if (expected == 0) {
            return;
        }
        if (globalMs > 0) {
            // 0 would mean for ever; the timer that ends it all is about to come.
            expected = elapsedMs >= globalMs ? 1 : Math.min(expected, globalMs - elapsedMs);
        }
        if (insertExpected) {
            head.set(HeaderNames.X_ENVOY_EXPECTED_RQ_TIMEOUT_MS, expected);
        }
        if (rewritesGrpcTimeout) {
            head.set(HeaderNames.GRPC_TIMEOUT, GrpcTimeout.text(expected));
        }
    }

    /** The longest duration of a stream that a request asks for by a field; -1 for none. The field is taken off. */
    static long streamDurationMs(Head head) {
        if (!head.has(HeaderNames.X_ENVOY_UPSTREAM_STREAM_DURATION_MS)) {
            return -1;
        }
        long asked = number(head, HeaderNames.X_ENVOY_UPSTREAM_STREAM_DURATION_MS, -1);
        head.remove(HeaderNames.X_ENVOY_UPSTREAM_STREAM_DURATION_MS);
        return asked;
    }

    /** The field {@code grpc-timeout}: at most eight digits and a unit. */
    static final class GrpcTimeout {

        private static final int DIGITS_MAX = 8;
        private static final long VALUE_MAX = 99_999_999;
        private static final long MS_PER_SECOND = 1_000;
        private static final long MS_PER_MINUTE = 60_000;
        private static final long MS_PER_HOUR = 3_600_000;
        private static final long MICROS_PER_MS = 1_000;
        private static final long NANOS_PER_MS = 1_000_000;

        private GrpcTimeout() {}

        /** In milliseconds, rounded up; 0 for none, or one that cannot be read. */
        static long parse(@Nullable String text) {
            int digits = text == null ? 0 : text.length() - 1;
            if (text == null || digits < 1 || digits > DIGITS_MAX) {
                return 0;
            }
            long value = 0;
            for (int i = 0; i < digits; i++) {
                char c = text.charAt(i);
                if (c < '0' || c > '9') {
                    return 0;
                }
                value = value * 10 + c - '0';
            }
            return switch (text.charAt(digits)) {
                case 'H' -> value * MS_PER_HOUR;
                case 'M' -> value * MS_PER_MINUTE;
                case 'S' -> value * MS_PER_SECOND;
                case 'm' -> value;
                case 'u' -> (value + MICROS_PER_MS - 1) / MICROS_PER_MS;
                case 'n' -> (value + NANOS_PER_MS - 1) / NANOS_PER_MS;
                default -> 0;
            };
        }

        /** In the smallest unit, from milliseconds up, that needs no more than eight digits. */
        static String text(long ms) {
            if (ms <= VALUE_MAX) {
                return ms + "m";
            }
            if (ms / MS_PER_SECOND <= VALUE_MAX) {
                return ms / MS_PER_SECOND + "S";
            }
            if (ms / MS_PER_MINUTE <= VALUE_MAX) {
                return ms / MS_PER_MINUTE + "M";
            }
            return Math.min(VALUE_MAX, ms / MS_PER_HOUR) + "H";
        }
    }
}
