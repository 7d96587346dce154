package io.nuncio.proxy.spec.http;

import static io.nuncio.proxy.spec.http.HeaderName.Joins.EVERYWHERE;
import static io.nuncio.proxy.spec.http.HeaderName.Joins.NOWHERE;
import static io.nuncio.proxy.spec.http.HeaderName.Joins.REQUESTS;
import static io.nuncio.proxy.spec.http.HeaderName.Joins.RESPONSES;
import static io.nuncio.proxy.spec.http.HeaderName.Joins.RESPONSES_AND_TRAILERS;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The names that the proxy itself reads or writes, or that Envoy treats in a way of its own. Each says in which messages
 * several fields of that name become one, joined by commas, when they are read; that is what Envoy 1.40 was seen to do.
 */
public final class HeaderNames {

    /** A power of two, several times the number of names, so that nearly every look-up needs one probe. */
    private static final int TABLE_SIZE = 512;

    private static final HeaderName[] BY_HASH = new HeaderName[TABLE_SIZE];
    private static final HeaderName[] BY_ID = new HeaderName[HeaderName.ID_LIMIT];

    public static final HeaderName METHOD = add(":method", NOWHERE);
    public static final HeaderName PATH = add(":path", NOWHERE);
    /** The authority of a request; on HTTP/1 its field {@code host}. */
    public static final HeaderName AUTHORITY = add(":authority", REQUESTS);

    public static final HeaderName SCHEME = add(":scheme", NOWHERE);
    public static final HeaderName PROTOCOL = add(":protocol", NOWHERE);
    public static final HeaderName STATUS = add(":status", NOWHERE);
    public static final HeaderName ACCEPT = add("accept", REQUESTS);
    public static final HeaderName ACCEPT_ENCODING = add("accept-encoding", REQUESTS);
    public static final HeaderName ACCEPT_LANGUAGE = add("accept-language", NOWHERE);
    public static final HeaderName ACCESS_CONTROL_ALLOW_CREDENTIALS =
            add("access-control-allow-credentials", RESPONSES);
    public static final HeaderName ACCESS_CONTROL_ALLOW_HEADERS = add("access-control-allow-headers", RESPONSES);
    public static final HeaderName ACCESS_CONTROL_ALLOW_METHODS = add("access-control-allow-methods", RESPONSES);
    public static final HeaderName ACCESS_CONTROL_ALLOW_ORIGIN = add("access-control-allow-origin", RESPONSES);
    public static final HeaderName ACCESS_CONTROL_ALLOW_PRIVATE_NETWORK =
            add("access-control-allow-private-network", RESPONSES);
    public static final HeaderName ACCESS_CONTROL_EXPOSE_HEADERS = add("access-control-expose-headers", RESPONSES);
    public static final HeaderName ACCESS_CONTROL_MAX_AGE = add("access-control-max-age", RESPONSES);
    public static final HeaderName ACCESS_CONTROL_REQUEST_HEADERS = add("access-control-request-headers", REQUESTS);
    public static final HeaderName ACCESS_CONTROL_REQUEST_METHOD = add("access-control-request-method", REQUESTS);
    public static final HeaderName ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK =
            add("access-control-request-private-network", REQUESTS);
    public static final HeaderName AGE = add("age", RESPONSES);
    public static final HeaderName AUTHENTICATION = add("authentication", REQUESTS);
    public static final HeaderName AUTHORIZATION = add("authorization", REQUESTS);
    public static final HeaderName CACHE_CONTROL = add("cache-control", EVERYWHERE);
    public static final HeaderName CONNECTION = add("connection", EVERYWHERE);
    public static final HeaderName CONTENT_ENCODING = add("content-encoding", EVERYWHERE);
    public static final HeaderName CONTENT_LENGTH = add("content-length", NOWHERE);
    public static final HeaderName CONTENT_TYPE = add("content-type", EVERYWHERE);
    public static final HeaderName COOKIE = add("cookie", NOWHERE);
    public static final HeaderName DATE = add("date", RESPONSES);
    public static final HeaderName ETAG = add("etag", RESPONSES);
    public static final HeaderName EXPECT = add("expect", REQUESTS);
    public static final HeaderName EXPIRES = add("expires", RESPONSES);
    public static final HeaderName GRPC_ACCEPT_ENCODING = add("grpc-accept-encoding", REQUESTS);
    public static final HeaderName GRPC_ENCODING = add("grpc-encoding", NOWHERE);
    public static final HeaderName GRPC_MESSAGE = add("grpc-message", RESPONSES_AND_TRAILERS);
    public static final HeaderName GRPC_STATUS = add("grpc-status", RESPONSES_AND_TRAILERS);
    public static final HeaderName GRPC_TIMEOUT = add("grpc-timeout", REQUESTS);
    /** Found in responses only: in a request it is {@link #AUTHORITY}. */
    public static final HeaderName HOST = add("host", NOWHERE);

    public static final HeaderName HTTP2_SETTINGS = add("http2-settings", NOWHERE);
    public static final HeaderName IF_MATCH = add("if-match", REQUESTS);
    public static final HeaderName IF_MODIFIED_SINCE = add("if-modified-since", REQUESTS);
    public static final HeaderName IF_NONE_MATCH = add("if-none-match", REQUESTS);
    public static final HeaderName IF_UNMODIFIED_SINCE = add("if-unmodified-since", REQUESTS);
    public static final HeaderName KEEP_ALIVE = add("keep-alive", EVERYWHERE);
    public static final HeaderName LAST_MODIFIED = add("last-modified", RESPONSES);
    public static final HeaderName LOCATION = add("location", RESPONSES);
    public static final HeaderName ORIGIN = add("origin", REQUESTS);
    public static final HeaderName PRAGMA = add("pragma", REQUESTS);
    public static final HeaderName PROXY_CONNECTION = add("proxy-connection", EVERYWHERE);
    public static final HeaderName PROXY_STATUS = add("proxy-status", EVERYWHERE);
    public static final HeaderName RANGE = add("range", NOWHERE);
    public static final HeaderName REFERER = add("referer", REQUESTS);
    public static final HeaderName RETRY_AFTER = add("retry-after", NOWHERE);
    public static final HeaderName SERVER = add("server", RESPONSES);
    public static final HeaderName SET_COOKIE = add("set-cookie", NOWHERE);
    public static final HeaderName TE = add("te", REQUESTS);
    public static final HeaderName TRACEPARENT = add("traceparent", NOWHERE);
    public static final HeaderName TRACESTATE = add("tracestate", NOWHERE);
    public static final HeaderName TRAILER = add("trailer", NOWHERE);
    public static final HeaderName TRANSFER_ENCODING = add("transfer-encoding", EVERYWHERE);
    public static final HeaderName UPGRADE = add("upgrade", EVERYWHERE);
    public static final HeaderName USER_AGENT = add("user-agent", REQUESTS);
    public static final HeaderName VARY = add("vary", RESPONSES);
    public static final HeaderName VIA = add("via", EVERYWHERE);
    public static final HeaderName WWW_AUTHENTICATE = add("www-authenticate", NOWHERE);
    public static final HeaderName X_CLIENT_TRACE_ID = add("x-client-trace-id", REQUESTS);
    public static final HeaderName X_ENVOY_ATTEMPT_COUNT = add("x-envoy-attempt-count", EVERYWHERE);
    public static final HeaderName X_ENVOY_DECORATOR_OPERATION = add("x-envoy-decorator-operation", EVERYWHERE);
    public static final HeaderName X_ENVOY_DEGRADED = add("x-envoy-degraded", RESPONSES);
    public static final HeaderName X_ENVOY_DOWNSTREAM_SERVICE_CLUSTER =
            add("x-envoy-downstream-service-cluster", REQUESTS);
    public static final HeaderName X_ENVOY_DOWNSTREAM_SERVICE_NODE = add("x-envoy-downstream-service-node", REQUESTS);
    public static final HeaderName X_ENVOY_EXPECTED_RQ_TIMEOUT_MS = add("x-envoy-expected-rq-timeout-ms", REQUESTS);
    public static final HeaderName X_ENVOY_EXTERNAL_ADDRESS = add("x-envoy-external-address", REQUESTS);
    public static final HeaderName X_ENVOY_FORCE_TRACE = add("x-envoy-force-trace", REQUESTS);
    public static final HeaderName X_ENVOY_HEDGE_ON_PER_TRY_TIMEOUT = add("x-envoy-hedge-on-per-try-timeout", REQUESTS);
    public static final HeaderName X_ENVOY_IMMEDIATE_HEALTH_CHECK_FAIL =
            add("x-envoy-immediate-health-check-fail", RESPONSES);
    public static final HeaderName X_ENVOY_INTERNAL = add("x-envoy-internal", REQUESTS);
    public static final HeaderName X_ENVOY_IP_TAGS = add("x-envoy-ip-tags", REQUESTS);
    public static final HeaderName X_ENVOY_IS_TIMEOUT_RETRY = add("x-envoy-is-timeout-retry", REQUESTS);
    public static final HeaderName X_ENVOY_MAX_RETRIES = add("x-envoy-max-retries", REQUESTS);
    public static final HeaderName X_ENVOY_ORIGINAL_HOST = add("x-envoy-original-host", REQUESTS);
    public static final HeaderName X_ENVOY_ORIGINAL_PATH = add("x-envoy-original-path", REQUESTS);
    public static final HeaderName X_ENVOY_ORIGINAL_URL = add("x-envoy-original-url", REQUESTS);
    public static final HeaderName X_ENVOY_OVERLOADED = add("x-envoy-overloaded", NOWHERE);
    public static final HeaderName X_ENVOY_RATELIMITED = add("x-envoy-ratelimited", RESPONSES);
    public static final HeaderName X_ENVOY_RETRIABLE_HEADER_NAMES = add("x-envoy-retriable-header-names", REQUESTS);
    public static final HeaderName X_ENVOY_RETRIABLE_STATUS_CODES = add("x-envoy-retriable-status-codes", REQUESTS);
    public static final HeaderName X_ENVOY_RETRY_GRPC_ON = add("x-envoy-retry-grpc-on", REQUESTS);
    public static final HeaderName X_ENVOY_RETRY_ON = add("x-envoy-retry-on", REQUESTS);
    public static final HeaderName X_ENVOY_UPSTREAM_ALT_STAT_NAME = add("x-envoy-upstream-alt-stat-name", REQUESTS);
    public static final HeaderName X_ENVOY_UPSTREAM_CANARY = add("x-envoy-upstream-canary", RESPONSES);
    public static final HeaderName X_ENVOY_UPSTREAM_HEALTHCHECKED_CLUSTER =
            add("x-envoy-upstream-healthchecked-cluster", RESPONSES);
    public static final HeaderName X_ENVOY_UPSTREAM_RQ_PER_TRY_TIMEOUT_MS =
            add("x-envoy-upstream-rq-per-try-timeout-ms", REQUESTS);
    public static final HeaderName X_ENVOY_UPSTREAM_RQ_TIMEOUT_ALT_RESPONSE =
            add("x-envoy-upstream-rq-timeout-alt-response", REQUESTS);
    public static final HeaderName X_ENVOY_UPSTREAM_RQ_TIMEOUT_MS = add("x-envoy-upstream-rq-timeout-ms", REQUESTS);
    public static final HeaderName X_ENVOY_UPSTREAM_SERVICE_TIME = add("x-envoy-upstream-service-time", RESPONSES);
    public static final HeaderName X_ENVOY_UPSTREAM_STREAM_DURATION_MS =
            add("x-envoy-upstream-stream-duration-ms", REQUESTS);
    public static final HeaderName X_FORWARDED_CLIENT_CERT = add("x-forwarded-client-cert", REQUESTS);
    public static final HeaderName X_FORWARDED_FOR = add("x-forwarded-for", REQUESTS);
    public static final HeaderName X_FORWARDED_HOST = add("x-forwarded-host", REQUESTS);
    public static final HeaderName X_FORWARDED_PORT = add("x-forwarded-port", REQUESTS);
    public static final HeaderName X_FORWARDED_PROTO = add("x-forwarded-proto", REQUESTS);
    public static final HeaderName X_FORWARDED_SCHEME = add("x-forwarded-scheme", NOWHERE);
    public static final HeaderName X_OT_SPAN_CONTEXT = add("x-ot-span-context", NOWHERE);
    public static final HeaderName X_REQUEST_ID = add("x-request-id", EVERYWHERE);

    private HeaderNames() {}

    /** The known name that those bytes are, in lower case; or null. */
    public static @Nullable HeaderName known(byte[] block, int from, int length) {
        if (length == 0) {
            return null;
        }
        int slot = slot(block, from, length);
        for (HeaderName each = BY_HASH[slot]; each != null; each = BY_HASH[slot]) {
            if (each.matches(block, from, length)) {
                return each;
            }
            slot = slot + 1 & TABLE_SIZE - 1;
        }
        return null;
    }

    /**
     * The known name of that number.
     *
     * @param id from 1
     */
    public static HeaderName byId(int id) {
        return Objects.requireNonNull(BY_ID[id]);
    }

    /** Whether there is a known name of that number. */
    static boolean isId(int id) {
        return BY_ID[id] != null;
    }

    /** From the length and four bytes: enough to tell nearly all known names apart. */
    private static int slot(byte[] block, int from, int length) {
        int hash = length * 0x2F1B + block[from] * 0x3D4D + block[from + length - 1] * 0x1C6F;
        hash += block[from + (length >> 1)] * 0x5BD1 + block[from + length * 3 / 4] * 0x7F4B;
        return (hash ^ hash >>> 9) & TABLE_SIZE - 1;
    }

    private static HeaderName add(String text, HeaderName.Joins joins) {
        int id = 1;
        while (BY_ID[id] != null) {
            id++;
        }
        HeaderName name = new HeaderName(id, text, joins);
        byte[] bytes = new byte[name.length()];
        name.copyTo(bytes, 0);
        int slot = slot(bytes, 0, bytes.length);
        while (BY_HASH[slot] != null) {
            slot = slot + 1 & TABLE_SIZE - 1;
        }
        BY_HASH[slot] = name;
        BY_ID[id] = name;
        return name;
    }
}
