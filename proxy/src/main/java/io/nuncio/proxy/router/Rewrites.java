package io.nuncio.proxy.router;

import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.route.ForwardSpec;
import io.nuncio.proxy.spec.route.PathRewriteSpec;
import io.nuncio.proxy.spec.route.RouteEntry;
import io.nuncio.proxy.spec.route.WeightedClusterSpec;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.http.HeaderMutations;
import io.nuncio.proxy.spi.message.Head;
import org.jspecify.annotations.Nullable;

/** What a route changes in a request before it goes upstream: fields, then the authority, then the path. */
final class Rewrites {

    private Rewrites() {}

    /**
     * All changes but those that wait for the host ({@link #authority}).
     *
     * @param keepOriginals whether {@code x-envoy-original-path} and {@code x-envoy-original-host} are added
     */
    static void apply(Forwarding of, StreamInfo info, long nowWallMs, boolean keepOriginals) {
        RouteEntry route = of.route();
        ForwardSpec forward = of.forward();
        WeightedClusterSpec weighted = of.weighted();
        Head head = of.head();
        HeaderMutations.ofRequest(route, weighted, head, info, nowWallMs);
        String ofCluster = weighted == null ? null : weighted.hostRewrite().rewrite(head);
        String authority = forward.rewrites().host().rewrite(head);
        if (ofCluster != null) {
            // Envoy keeps nothing of the authority before.
            head.set(HeaderNames.AUTHORITY, ofCluster);
        } else if (authority != null) {
            authority(head, authority, forward.rewrites().appendXForwardedHost(), keepOriginals);
        }
        path(route, forward, head, keepOriginals);
    }

    private static void path(RouteEntry route, ForwardSpec forward, Head head, boolean keepOriginals) {
        if (forward.rewrites().path() instanceof PathRewriteSpec.None) {
            return;
        }
        String path = head.first(HeaderNames.PATH);
        if (path == null) {
            return;
        }
        String changed =
                forward.rewrites().path().rewrite(path, route.route().match().path());
        if (changed != null) {
            if (keepOriginals) {
                head.set(HeaderNames.X_ENVOY_ORIGINAL_PATH, path);
            }
            head.set(HeaderNames.PATH, changed);
        }
    }

    /** Another authority. The one before is kept in {@code x-forwarded-host} and {@code x-envoy-original-host}. */
    static void authority(Head head, String changed, boolean appendXForwardedHost, boolean keepOriginal) {
        String before = head.first(HeaderNames.AUTHORITY);
        if (before != null && !before.isEmpty()) {
            if (appendXForwardedHost && !before.equals(lastForwarded(head))) {
                head.append(HeaderNames.X_FORWARDED_HOST, before);
            }
            if (keepOriginal && !head.has(HeaderNames.X_ENVOY_ORIGINAL_HOST)) {
                head.set(HeaderNames.X_ENVOY_ORIGINAL_HOST, before);
            }
        }
        head.set(HeaderNames.AUTHORITY, changed);
    }

    private static @Nullable String lastForwarded(Head head) {
        String all = head.first(HeaderNames.X_FORWARDED_HOST);
        return all == null ? null : all.substring(all.lastIndexOf(',') + 1).strip();
    }
}
