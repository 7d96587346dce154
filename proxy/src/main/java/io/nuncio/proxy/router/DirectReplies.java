package io.nuncio.proxy.router;

import io.nuncio.filter.Headers;
import io.nuncio.proxy.spec.http.HeaderView;
import io.nuncio.proxy.spec.route.DirectResponseSpec;
import io.nuncio.proxy.spec.route.PathRewriteSpec;
import io.nuncio.proxy.spec.route.RedirectSpec;
import io.nuncio.proxy.spec.route.RouteEntry;
import io.nuncio.proxy.spi.http.LocalReply;

/** The answers of routes that answer themselves. */
final class DirectReplies {

    private static final int CREATED = 201;
    private static final int REDIRECT_MIN = 300;
    private static final int REDIRECT_MAX = 399;

    private static final RedirectSpec SAME_PLACE =
            new RedirectSpec("", "", 0, "", PathRewriteSpec.NONE, false, RedirectSpec.STATUS_DEFAULT);

    private DirectReplies() {}

    static LocalReply of(RedirectSpec redirect, RouteEntry route, HeaderView request) {
        return located(LocalReply.of(redirect.status(), "", LocalReply.DIRECT_RESPONSE), redirect, route, request);
    }

    /** Where it could be a redirect, Envoy makes it one to the same place. */
    static LocalReply of(DirectResponseSpec answer, RouteEntry route, HeaderView request) {
        LocalReply reply = LocalReply.of(answer.status(), answer.body().toLatin1(), LocalReply.DIRECT_RESPONSE);
        boolean canBeRedirect =
                answer.status() == CREATED || answer.status() >= REDIRECT_MIN && answer.status() <= REDIRECT_MAX;
        return canBeRedirect ? located(reply, SAME_PLACE, route, request) : reply;
    }

    private static LocalReply located(LocalReply reply, RedirectSpec to, RouteEntry route, HeaderView request) {
        String location = to.location(request, route.route().match().path());
        return reply.withHeaders(Headers.of("location", location));
    }
}
