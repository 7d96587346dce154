package io.nuncio.proxy.downstream.http;

import io.nuncio.filter.Headers;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.Paths;
import io.nuncio.proxy.spi.http.LocalReply;
import io.nuncio.proxy.spi.message.Head;
import org.jspecify.annotations.Nullable;

/** What a request is for: its path and its host, checked and brought into the form that everybody behind sees. */
final class RequestTarget {

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int TEMPORARY_REDIRECT = 307;

    private RequestTarget() {}

    /**
     * Changes {@code head}.
     *
     * @param localPort of the listener, for a host that names it; -1 if there is none
     * @return why the request is refused; null to go on
     */
    static @Nullable LocalReply apply(Head head, boolean connect, Paths rules, int localPort, HttpStats stats) {
        if (!head.has(HeaderNames.AUTHORITY)) {
            return LocalReply.of(BAD_REQUEST, "", "missing_host_header");
        }
        String path = head.first(HeaderNames.PATH);
        if (path == null ? !connect : path.isEmpty()) {
            stats.rqNonRelativePath.inc();
            return LocalReply.of(NOT_FOUND, "", "missing_path_rejected");
        }
        if (path != null && path.charAt(0) != '/') {
            stats.rqNonRelativePath.inc();
            return LocalReply.of(NOT_FOUND, "", "absolute_path_rejected");
        }
        if (path != null && path.indexOf('#') >= 0) {
            stats.rqFailedPathNormalization.inc();
            return LocalReply.of(BAD_REQUEST, "", "path_normalization_failed");
        }
        LocalReply refusal = path == null ? null : rewrite(head, path, rules, stats);
        if (refusal == null) {
            host(head, connect, rules, localPort);
        }
        return refusal;
    }

    private static @Nullable LocalReply rewrite(Head head, String path, Paths rules, HttpStats stats) {
        PathText.Outcome outcome = PathText.apply(path, rules);
        return switch (outcome.result()) {
            case UNCHANGED -> null;
            case CHANGED -> {
                head.set(HeaderNames.PATH, outcome.path());
                yield null;
            }
            case REFUSED -> {
                head.set(HeaderNames.PATH, outcome.path());
                stats.rqFailedPathNormalization.inc();
                yield LocalReply.of(BAD_REQUEST, "", "path_normalization_failed");
            }
            case REDIRECT -> {
                stats.rqRedirectedWithNormalizedPath.inc();
                yield LocalReply.of(TEMPORARY_REDIRECT, "", "path_normalization_failed")
                        .withHeaders(Headers.of("location", outcome.path()));
            }
        };
    }

    private static void host(Head head, boolean connect, Paths rules, int localPort) {
        if (!rules.stripAnyPort() && !rules.stripMatchingPort() && !rules.stripTrailingDot()) {
            return;
        }
        String host = head.first(HeaderNames.AUTHORITY);
        if (host == null) {
            return;
        }
        int colon = host.lastIndexOf(':');
        boolean port = colon >= 0 && colon > host.lastIndexOf(']');
        String name = port ? host.substring(0, colon) : host;
        String rest = port ? host.substring(colon) : "";
        // The port of a CONNECT says where to go.
        if (!connect && (rules.stripAnyPort() || rules.stripMatchingPort() && rest.equals(":" + localPort))) {
            rest = "";
        }
        if (rules.stripTrailingDot() && name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        String stripped = name + rest;
        if (!stripped.equals(host)) {
            head.set(HeaderNames.AUTHORITY, stripped);
        }
    }
}
