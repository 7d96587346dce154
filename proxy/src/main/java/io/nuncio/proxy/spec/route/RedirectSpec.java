package io.nuncio.proxy.spec.route;

import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.http.HeaderView;

/**
 * The request is sent elsewhere: Envoy's {@code RedirectAction}.
 *
 * @param scheme of the new place; empty for that of the request
 * @param host of the new place, its port included; empty for that of the request
 * @param port of the new place; 0 for none (that of the request stays with its host)
 * @param path of the new place; empty for that of the request. Without a query of its own it takes the request's
 * @param rewrite of the request's path, where {@code path} is empty
 * @param stripQuery whether the query of the request is dropped; one that stands in {@code path} stays
 * @param status 301, 302, 303, 307 or 308
 */
@Immutable
public record RedirectSpec(
        String scheme, String host, int port, String path, PathRewriteSpec rewrite, boolean stripQuery, int status)
        implements RouteActionSpec {

    /** Envoy's default of the status. */
    public static final int STATUS_DEFAULT = 301;

    private static final String HTTP = "http";
    private static final String HTTPS = "https";

    /** The redirect to the same place by https, which a virtual host may ask for. */
    public static final RedirectSpec TO_HTTPS =
            new RedirectSpec(HTTPS, "", 0, "", PathRewriteSpec.NONE, false, STATUS_DEFAULT);

    /**
     * The value of the field {@code location}.
     *
     * @param headers of the request
     * @param match what the route's path matched
     */
    public String location(HeaderView headers, PathMatchSpec match) {
        String newScheme = scheme.isEmpty() ? text(headers, HeaderNames.SCHEME) : scheme;
        StringBuilder location = new StringBuilder().append(newScheme).append("://");
        location.append(host.isEmpty() ? requestHost(headers, newScheme) : host);
        if (port != 0) {
            location.append(':').append(port);
        }
        return location.append(newPath(text(headers, HeaderNames.PATH), match)).toString();
    }

    private String newPath(String requested, PathMatchSpec match) {
        if (path.indexOf('?') >= 0) {
            return path;
        }
        String result;
        if (path.isEmpty()) {
            String rewritten = rewrite.rewrite(requested, match);
            result = rewritten == null || rewritesToNothing(rewritten) ? requested : rewritten;
        } else {
            int question = requested.indexOf('?');
            result = question < 0 ? slashed(path) : slashed(path) + requested.substring(question);
        }
        int question = stripQuery ? result.indexOf('?') : -1;
        return question < 0 ? result : result.substring(0, question);
    }

    /** An expression that leaves no path at all changes nothing. */
    private static boolean rewritesToNothing(String rewritten) {
        return Paths.end(rewritten) == 0;
    }

    private static String slashed(String path) {
        return path.startsWith("/") ? path : "/" + path;
    }

    /**
     * The host of the request. Its port goes if there is a new one, or if it is the default port of a scheme that changes.
     */
    private String requestHost(HeaderView headers, String newScheme) {
        String requested = text(headers, HeaderNames.AUTHORITY);
        int colon = requested.startsWith("[") ? requested.lastIndexOf("]:") + 1 : requested.lastIndexOf(':');
        if (colon <= 0) {
            return requested;
        }
        String cameBy = text(headers, HeaderNames.X_FORWARDED_PROTO);
        String requestedPort = requested.substring(colon);
        boolean defaultPort = (cameBy.equals(HTTPS) && requestedPort.equals(":443"))
                || (cameBy.equals(HTTP) && requestedPort.equals(":80"));
        boolean remove = port != 0 || (defaultPort && !newScheme.equals(cameBy));
        return remove ? requested.substring(0, colon) : requested;
    }

    private static String text(HeaderView headers, HeaderName name) {
        String value = headers.first(name);
        return value == null ? "" : value;
    }
}
