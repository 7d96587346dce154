package io.nuncio.proxy.spi.accesslog;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.nuncio.filter.inline.MutableHeaders;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.PerLoop;
import io.nuncio.proxy.spec.MetadataSpec;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.http.HeaderView;
import io.nuncio.proxy.spec.match.FractionSpec;
import io.nuncio.proxy.spec.match.HeaderMatchSpec;
import io.nuncio.proxy.spec.match.ValueMatchSpec;
import io.nuncio.proxy.spi.AccessLogType;
import io.nuncio.proxy.spi.MetadataSource;
import io.nuncio.proxy.spi.ResponseFlag;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.format.GrpcStatus;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The filters that Envoy brings along; each says what Envoy says of the same record. */
public final class Filters {

    private static final long NS_PER_MS = 1_000_000;
    private static final int HEX = 16;

    /** So many digits of a request id make the number that decides about a sample. */
    private static final int REQUEST_ID_DIGITS = 8;

    private Filters() {}

    /** By the status of the response; 0 where there is none. */
    public static AccessLogFilter statusCode(Comparison comparison) {
        return (info, type) -> comparison.holds(info.responseCode());
    }

    /** By the milliseconds since the beginning of the request or connection. */
    public static AccessLogFilter duration(Comparison comparison) {
        return (info, type) -> {
            long endNs = info.endMonotonicNs() == StreamInfo.UNSET
                    ? Dispatcher.current().approximateMonotonicNs()
                    : info.endMonotonicNs();
            return comparison.holds((endNs - info.startMonotonicNs()) / NS_PER_MS);
        };
    }

    /** What no health check was. */
    public static AccessLogFilter notHealthCheck() {
        return (info, type) -> !info.healthCheck();
    }

    /** What is traced: nothing, as long as no tracer exists here. */
    public static AccessLogFilter traceable() {
        return (info, type) -> false;
    }

    /**
     * A share of all records.
     *
     * @param independent whether chance alone decides, or the request id where there is one, so that all proxies on the
     *     way take the same requests
     */
    public static AccessLogFilter sample(FractionSpec share, boolean independent) {
        PerLoop<SplittableRandom> randoms = new PerLoop<>(loop -> new SplittableRandom());
        return (info, type) -> {
            long ofId = independent ? -1 : ofRequestId(info.requestHeaders());
            return share.hit(
                    ofId >= 0 ? ofId : randoms.get(Dispatcher.current()).nextLong());
        };
    }

    /** The number in the request id; -1 for none. */
    private static long ofRequestId(@Nullable MutableHeaders headers) {
        String id = headers == null ? null : headers.get("x-request-id");
        if (id == null || id.length() < REQUEST_ID_DIGITS) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < REQUEST_ID_DIGITS; i++) {
            int digit = Character.digit(id.charAt(i), HEX);
            if (digit < 0) {
                return -1;
            }
            number = number * HEX + digit;
        }
        return number;
    }

    /** What all of these take. */
    public static AccessLogFilter all(ImmutableList<AccessLogFilter> filters) {
        return (info, type) -> {
            for (AccessLogFilter filter : filters) {
                if (!filter.takes(info, type)) {
                    return false;
                }
            }
            return true;
        };
    }

    /** What one of these takes. */
    public static AccessLogFilter any(ImmutableList<AccessLogFilter> filters) {
        return (info, type) -> {
            for (AccessLogFilter filter : filters) {
                if (filter.takes(info, type)) {
                    return true;
                }
            }
            return false;
        };
    }

    /** By a field of the request; what has no request is taken for one without fields. */
    public static AccessLogFilter header(HeaderMatchSpec match) {
        return (info, type) -> match.matches(info.requestHeaders() instanceof HeaderView view ? view : NoFields.NONE);
    }

    /** What has one of these flags; with none given, what has any. */
    public static AccessLogFilter responseFlag(ImmutableSet<ResponseFlag> flags) {
        if (flags.isEmpty()) {
            return (info, type) -> !info.flags().isEmpty();
        }
        ImmutableList<ResponseFlag> each = flags.asList();
        return (info, type) -> {
            for (ResponseFlag flag : each) {
                if (info.flags().contains(flag)) {
                    return true;
                }
            }
            return false;
        };
    }

    /**
     * By the status of gRPC in trailers or fields, else by what the HTTP status means.
     *
     * @param statuses their numbers
     * @param exclude whether all others are taken instead
     */
    public static AccessLogFilter grpcStatus(ImmutableSet<Long> statuses, boolean exclude) {
        return (info, type) -> statuses.contains(GrpcStatus.known(info)) != exclude;
    }

    /**
     * By what filters noted of the request.
     *
     * @param namespace of the value
     * @param path of the value
     * @param ifMissing whether a record without the value is taken
     */
    public static AccessLogFilter metadata(
            String namespace, ImmutableList<String> path, ValueMatchSpec match, boolean ifMissing) {
        return (info, type) -> {
            MetadataSpec.Value value = info.metadata(MetadataSource.DYNAMIC).find(namespace, path);
            return value == null ? ifMissing : match.matches(value);
        };
    }

    /**
     * By the moment of the record.
     *
     * @param exclude whether all other moments are taken instead
     */
    public static AccessLogFilter logType(ImmutableSet<AccessLogType> types, boolean exclude) {
        return (info, type) -> types.contains(type) != exclude;
    }

    /** A request that is none. */
    private static final class NoFields implements HeaderView {
        static final NoFields NONE = new NoFields();

        @Override
        public boolean has(HeaderName name) {
            return false;
        }

        @Override
        public @Nullable String first(HeaderName name) {
            return null;
        }

        @Override
        public List<String> all(HeaderName name) {
            return List.of();
        }

        @Override
        public boolean valueEquals(HeaderName name, String value) {
            return false;
        }
    }
}
