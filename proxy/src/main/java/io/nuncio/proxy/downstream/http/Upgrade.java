package io.nuncio.proxy.downstream.http;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.http.UpgradeSpec;
import io.nuncio.proxy.spec.route.ForwardSpec;
import io.nuncio.proxy.spec.route.RouteEntry;
import io.nuncio.proxy.spi.message.Head;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request may leave HTTP behind. The route has the first word, the connection manager the second; which chain
 * runs is the connection manager's alone.
 */
final class Upgrade {

    /** It may not. */
    static final int REFUSED = -1;

    /** It may, in the chain of ordinary requests. */
    static final int ORDINARY_CHAIN = 0;

    private Upgrade() {}

    /** What a request wants to become; null for an ordinary one. */
    static @Nullable String wanted(Head head) {
        if (head.has(HeaderNames.UPGRADE) && head.hasToken(HeaderNames.CONNECTION, "upgrade")) {
            return head.first(HeaderNames.UPGRADE);
        }
        return head.valueEquals(HeaderNames.METHOD, "CONNECT") ? "CONNECT" : null;
    }

    /**
     * Which of the chains in {@link io.nuncio.proxy.spec.route.RouteFilters} serves it.
     *
     * @return {@link #REFUSED}, or the place of the chain
     */
    static int chain(String kind, @Nullable RouteEntry route, ImmutableList<UpgradeSpec> known) {
        boolean byRoute = false;
        if (route != null && route.route().action() instanceof ForwardSpec forward) {
            for (ForwardSpec.Upgrade each : forward.upgrades()) {
                if (Ascii.equalsIgnoreCase(each.type(), kind)) {
                    if (!each.enabled()) {
                        return REFUSED;
                    }
                    byRoute = true;
                }
            }
        }
        int place = ORDINARY_CHAIN;
        for (UpgradeSpec each : known) {
            place += each.filters().isPresent() ? 1 : 0;
            if (Ascii.equalsIgnoreCase(each.type(), kind)) {
                if (!each.enabled() && !byRoute) {
                    return REFUSED;
                }
                return each.filters().isPresent() ? place : ORDINARY_CHAIN;
            }
        }
        return byRoute ? ORDINARY_CHAIN : REFUSED;
    }
}
