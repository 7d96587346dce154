package io.nuncio.proxy.spec.route;

import com.google.common.base.Ascii;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.http.HeaderView;
import org.jspecify.annotations.Nullable;

/** What a look-up needs of one request, taken out of its head once. Lives as long as the look-up. */
final class RouteRequest {

    private static final String GRPC = "application/grpc";
    private static final String CONNECT_UDP = "connect-udp";

    private final HeaderView headers;
    private final long random;
    private final @Nullable String path;
    private final int end;

    /** @param ignoreParameters whether the path ends at its first semicolon for the match */
    RouteRequest(HeaderView headers, long random, boolean ignoreParameters) {
        this.headers = headers;
        this.random = random;
        this.path = headers.first(HeaderNames.PATH);
        this.end = path == null ? 0 : end(path, ignoreParameters);
    }

    private static int end(String path, boolean ignoreParameters) {
        int end = Paths.end(path);
        int semicolon = ignoreParameters ? path.indexOf(';') : -1;
        return semicolon >= 0 && semicolon < end ? semicolon : end;
    }

    HeaderView headers() {
        return headers;
    }

    long random() {
        return random;
    }

    /** Whether there is a path at all: CONNECT has none. */
    boolean hasPath() {
        return path != null;
    }

    /** The path with its query; empty if there is none. */
    String path() {
        return path == null ? "" : path;
    }

    /** Where in {@link #path} the part ends that is matched. */
    int end() {
        return end;
    }

    boolean isGrpc() {
        String type = hasPath() ? headers.first(HeaderNames.CONTENT_TYPE) : null;
        return type != null
                && type.startsWith(GRPC)
                && (type.length() == GRPC.length() || type.charAt(GRPC.length()) == '+');
    }

    boolean isConnect() {
        if (headers.valueEquals(HeaderNames.METHOD, "CONNECT")) {
            return true;
        }
        String upgrade = headers.first(HeaderNames.UPGRADE);
        return upgrade != null && Ascii.equalsIgnoreCase(upgrade, CONNECT_UDP);
    }
}
