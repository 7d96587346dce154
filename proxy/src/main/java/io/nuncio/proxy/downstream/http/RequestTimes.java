package io.nuncio.proxy.downstream.http;

import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.Timeouts;
import io.nuncio.proxy.spec.route.ForwardSpec;
import io.nuncio.proxy.spec.route.RouteEntry;
import io.nuncio.proxy.spec.route.TimeoutsSpec;
import io.nuncio.proxy.spi.message.Head;
import org.jspecify.annotations.Nullable;

/** How long one request may take: what the connection manager says, and what its route says instead. */
final class RequestTimes {

    private static final long MS_PER_SECOND = 1_000;
    private static final long SECONDS_PER_MINUTE = 60;
    private static final long MINUTES_PER_HOUR = 60;
    private static final long NANOS_PER_MS = 1_000_000;
    private static final long MICROS_PER_MS = 1_000;
    /** RFC-like rule of gRPC: at most eight digits. */
    private static final int GRPC_DIGITS_MAX = 8;

    private final Timeouts limits;
    private long idleMs;
    private long maxMs;

    RequestTimes(Timeouts limits) {
        this.limits = limits;
        this.idleMs = limits.streamIdleMs();
        this.maxMs = limits.streamMaxMs();
    }

    /** Without a byte in either direction; 0 for ever. */
    long idleMs() {
        return idleMs;
    }

    /** In all; 0 for ever. */
    long maxMs() {
        return maxMs;
    }

    /** From the first byte of the request to its last; 0 for ever. */
    long requestMs() {
        return limits.requestMs();
    }

    /** Until the head is there; 0 for ever. */
    long headersMs() {
        return limits.requestHeadersMs();
    }

    /** The route is known, or another one is. */
    void route(@Nullable RouteEntry route, Head head) {
        if (route == null || !(route.route().action() instanceof ForwardSpec forward)) {
            return;
        }
        TimeoutsSpec says = forward.timeouts();
        idleMs = says.idleTimeoutMs().orElse(limits.streamIdleMs());
        maxMs = max(says, head);
    }

    private long max(TimeoutsSpec says, Head head) {
        long grpcMs = says.grpc().headerMaxMs().isPresent() ? grpcTimeoutMs(head) : -1;
        if (grpcMs < 0) {
            return says.maxStreamDurationMs().orElse(limits.streamMaxMs());
        }
        long most = says.grpc().headerMaxMs().getAsLong();
        long wanted = most != 0 && grpcMs > most ? most : grpcMs;
        long offset = says.grpc().headerOffsetMs().orElse(0);
        // A timeout that the offset eats up is over at once.
        return wanted == 0 ? 0 : Math.max(1, wanted - offset);
    }

    /** {@code grpc-timeout} in milliseconds, rounded up; -1 for none, or one that is no timeout. */
    static long grpcTimeoutMs(Head head) {
        String text = head.first(HeaderNames.GRPC_TIMEOUT);
        if (text == null || text.length() < 2 || text.length() > GRPC_DIGITS_MAX + 1) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < text.length() - 1; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return switch (text.charAt(text.length() - 1)) {
            case 'H' -> value * MINUTES_PER_HOUR * SECONDS_PER_MINUTE * MS_PER_SECOND;
            case 'M' -> value * SECONDS_PER_MINUTE * MS_PER_SECOND;
            case 'S' -> value * MS_PER_SECOND;
            case 'm' -> value;
            case 'u' -> (value + MICROS_PER_MS - 1) / MICROS_PER_MS;
            case 'n' -> (value + NANOS_PER_MS - 1) / NANOS_PER_MS;
            default -> -1;
        };
    }
}
