package io.nuncio.proxy.spi.format;

import com.google.common.collect.ImmutableList;
import io.nuncio.filter.inline.MutableHeaders;
import io.nuncio.proxy.spi.StreamInfo;
import org.jspecify.annotations.Nullable;

/** gRPC's status codes and their names (gRPC core, statuscodes). */
public final class GrpcStatus {

    /** No status. */
    static final long NONE = -1;

    private static final ImmutableList<String> CAMEL = ImmutableList.of(
            "OK",
            "Canceled",
            "Unknown",
            "InvalidArgument",
            "DeadlineExceeded",
            "NotFound",
            "AlreadyExists",
            "PermissionDenied",
            "ResourceExhausted",
            "FailedPrecondition",
            "Aborted",
            "OutOfRange",
            "Unimplemented",
            "Internal",
            "Unavailable",
            "DataLoss",
            "Unauthenticated");

    private static final ImmutableList<String> SNAKE = ImmutableList.of(
            "OK",
            "CANCELLED",
            "UNKNOWN",
            "INVALID_ARGUMENT",
            "DEADLINE_EXCEEDED",
            "NOT_FOUND",
            "ALREADY_EXISTS",
            "PERMISSION_DENIED",
            "RESOURCE_EXHAUSTED",
            "FAILED_PRECONDITION",
            "ABORTED",
            "OUT_OF_RANGE",
            "UNIMPLEMENTED",
            "INTERNAL",
            "UNAVAILABLE",
            "DATA_LOSS",
            "UNAUTHENTICATED");

    private static final int CODE_DIGITS_MAX = 9;

    private GrpcStatus() {}

    private static final long UNKNOWN = 2;

    /** Not a status of gRPC's own. */
    private static final long INVALID = -1;

    /**
     * The status of what a record is about, out of trailers, fields or the HTTP status; unknown (2) where nothing tells,
     * -1 for a number that is none of gRPC's.
     */
    public static long known(StreamInfo info) {
        long code = of(info);
        if (code == NONE) {
            return UNKNOWN;
        }
        return code < CAMEL.size() ? code : INVALID;
    }

    /** The same as it stands there; {@link #NONE} where nothing tells. */
    static long of(StreamInfo info) {
        long code = parse(info.responseTrailers());
        if (code == NONE) {
            code = parse(info.responseHeaders());
        }
        return code == NONE ? ofHttp(info.responseCode()) : code;
    }

    static @Nullable String camel(long code) {
        return name(CAMEL, code);
    }

    static @Nullable String snake(long code) {
        return name(SNAKE, code);
    }

    private static @Nullable String name(ImmutableList<String> names, long code) {
        if (code == NONE) {
            return null;
        }
        return code >= 0 && code < names.size() ? names.get((int) code) : Long.toString(code);
    }

    /** The status that stands in these fields, or {@link #NONE}. */
    static long parse(@Nullable MutableHeaders headers) {
        String text = headers == null ? null : headers.get("grpc-status");
        if (text == null || text.isEmpty() || text.length() > CODE_DIGITS_MAX) {
            return NONE;
        }
        return text.chars().allMatch(Character::isDigit) ? Long.parseLong(text) : NONE;
    }

    /** What an HTTP status means to gRPC; {@link #NONE} where there is no response at all. */
    static long ofHttp(int status) {
        return switch (status) {
            case 0 -> NONE;
            case 400 -> 13;
            case 401 -> 16;
            case 403 -> 7;
            case 404 -> 12;
            case 429, 502, 503, 504 -> 14;
            default -> 2;
        };
    }
}
