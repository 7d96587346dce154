package io.nuncio.proxy.spec.route;

import com.google.common.collect.ImmutableMap;
import java.util.Arrays;

/** When a request is tried again: the words of {@code retry_on} and of {@code x-envoy-retry-on}. A set of them is an int. */
public enum RetryCondition {
    FIVE_XX(0, "5xx", false),
    GATEWAY_ERROR(1, "gateway-error", false),
    CONNECT_FAILURE(2, "connect-failure", false),
    ENVOY_RATE_LIMITED(3, "envoy-ratelimited", false),
    RETRIABLE_4XX(4, "retriable-4xx", false),
    REFUSED_STREAM(5, "refused-stream", false),
    RETRIABLE_STATUS_CODES(6, "retriable-status-codes", false),
    RETRIABLE_HEADERS(7, "retriable-headers", false),
    RESET(8, "reset", false),
    RESET_BEFORE_REQUEST(9, "reset-before-request", false),
    HTTP3_POST_CONNECT_FAILURE(10, "http3-post-connect-failure", false),
    GRPC_CANCELLED(11, "cancelled", true),
    GRPC_DEADLINE_EXCEEDED(12, "deadline-exceeded", true),
    GRPC_RESOURCE_EXHAUSTED(13, "resource-exhausted", true),
    GRPC_UNAVAILABLE(14, "unavailable", true),
    GRPC_INTERNAL(15, "internal", true);

    private static final ImmutableMap<String, RetryCondition> BY_WORD =
            Arrays.stream(values()).collect(ImmutableMap.toImmutableMap(each -> each.word, each -> each));

    private final int bit;
    private final String word;
    private final boolean grpc;

    RetryCondition(int place, String word, boolean grpc) {
        this.bit = 1 << place;
        this.word = word;
        this.grpc = grpc;
    }

    /** The set with this one alone. */
    public int bit() {
        return bit;
    }

    /** Whether this one is in {@code set}. */
    public boolean in(int set) {
        return (set & bit) != 0;
    }

    /** The set of the words of {@code retry_on} in a configuration, HTTP's and gRPC's. */
    public static int parse(String words) {
        return parseHttp(words) | parseGrpc(words);
    }

    /** The set of HTTP's words in {@code words}, which commas separate; others are skipped. */
    public static int parseHttp(String words) {
        return parse(words, false);
    }

    /** The set of gRPC's words in {@code words}, which commas separate; others are skipped. */
    public static int parseGrpc(String words) {
        return parse(words, true);
    }

    /** Whether each of {@code words} is one of HTTP's. */
    public static boolean allHttp(String words) {
        return all(words, false);
    }

    /** Whether each of {@code words} is one of gRPC's. */
    public static boolean allGrpc(String words) {
        return all(words, true);
    }

    private static boolean all(String words, boolean grpc) {
        int at = 0;
        while (at <= words.length()) {
            int comma = words.indexOf(',', at);
            int end = comma < 0 ? words.length() : comma;
            RetryCondition condition = BY_WORD.get(words.substring(at, end).strip());
            if (condition == null || condition.grpc != grpc) {
                return false;
            }
            at = end + 1;
        }
        return true;
    }

    private static int parse(String words, boolean grpc) {
        int set = 0;
        int at = 0;
        while (at <= words.length()) {
            int comma = words.indexOf(',', at);
            int end = comma < 0 ? words.length() : comma;
            RetryCondition condition = BY_WORD.get(words.substring(at, end).strip());
            if (condition != null && condition.grpc == grpc) {
                set |= condition.bit();
            }
            at = end + 1;
        }
        return set;
    }
}
