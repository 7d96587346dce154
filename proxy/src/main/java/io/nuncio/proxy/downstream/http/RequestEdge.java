package io.nuncio.proxy.downstream.http;

import io.nuncio.proxy.spec.CidrRange;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.Forwarding;
import io.nuncio.proxy.spi.ConnectionInfo;
import io.nuncio.proxy.spi.message.Head;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a connection manager does to the head of a request before any filter sees it: hop-by-hop fields go, it is decided
 * where the request comes from and whether that is inside, what a stranger may not say is taken away, and what the next hop
 * is told is added (Envoy's {@code mutateRequestHeaders}).
 */
final class RequestEdge {

    /** What only a request from inside may carry. */
    private static final HeaderName[] INTERNAL_ONLY = {
        HeaderNames.X_ENVOY_RETRIABLE_STATUS_CODES,
        HeaderNames.X_ENVOY_RETRIABLE_HEADER_NAMES,
        HeaderNames.X_ENVOY_RETRY_ON,
        HeaderNames.X_ENVOY_RETRY_GRPC_ON,
        HeaderNames.X_ENVOY_MAX_RETRIES,
        HeaderNames.X_ENVOY_UPSTREAM_ALT_STAT_NAME,
        HeaderNames.X_ENVOY_UPSTREAM_RQ_TIMEOUT_MS,
        HeaderNames.X_ENVOY_UPSTREAM_RQ_PER_TRY_TIMEOUT_MS,
        HeaderNames.X_ENVOY_UPSTREAM_RQ_TIMEOUT_ALT_RESPONSE,
        HeaderNames.X_ENVOY_EXPECTED_RQ_TIMEOUT_MS,
        HeaderNames.X_ENVOY_FORCE_TRACE,
        HeaderNames.X_ENVOY_IP_TAGS,
        HeaderNames.X_ENVOY_ORIGINAL_URL,
        HeaderNames.X_ENVOY_HEDGE_ON_PER_TRY_TIMEOUT
    };

    /** What the outermost proxy takes away besides. */
    private static final HeaderName[] EDGE_ONLY = {
        HeaderNames.X_ENVOY_DECORATOR_OPERATION,
        HeaderNames.X_ENVOY_DOWNSTREAM_SERVICE_CLUSTER,
        HeaderNames.X_ENVOY_DOWNSTREAM_SERVICE_NODE,
        HeaderNames.X_ENVOY_ORIGINAL_PATH
    };

    private final Forwarding rules;
    private final String ownAddress;
    private final RandomGenerator random;

    /** @param ownAddress of this machine, told in place of a loopback address */
    RequestEdge(Forwarding rules, String ownAddress, RandomGenerator random) {
        this.rules = rules;
        this.ownAddress = ownAddress;
        this.random = random;
    }

    /** Changes {@code head}; answers where the request comes from, null where that is not known. */
    @Nullable
    InetAddress apply(Head head, ConnectionInfo connection, boolean tls, boolean upgrade) {
        hopByHop(head, upgrade);
        InetAddress peer = addressOf(connection);
        InetAddress client;
        boolean mayBeInside;
        if (rules.useRemoteAddress()) {
            mayBeInside = !head.has(HeaderNames.X_FORWARDED_FOR);
            client = rules.trustedHops() > 0
                    ? ForwardedFor.last(head, rules.trustedHops() - 1).address()
                    : null;
            client = client == null ? peer : client;
            tellAddress(head, peer, connection);
            if (rules.trustedHops() == 0 || !head.has(HeaderNames.X_FORWARDED_PROTO)) {
                head.set(HeaderNames.X_FORWARDED_PROTO, tls ? "https" : "http");
            }
        } else {
            ForwardedFor told = ForwardedFor.last(head, rules.trustedHops());
            mayBeInside = told.alone();
            client = told.address() == null ? peer : told.address();
        }
        if (!head.has(HeaderNames.X_FORWARDED_PROTO)) {
            head.set(HeaderNames.X_FORWARDED_PROTO, tls ? "https" : "http");
        }
        scheme(head, tls);
        boolean inside = mayBeInside && client != null && internal(client);
        boolean edge = !inside && rules.useRemoteAddress();
        if (inside) {
            head.set(HeaderNames.X_ENVOY_INTERNAL, "true");
        } else {
            sanitise(head, edge);
        }
        if (edge && client != null) {
            head.set(
                    HeaderNames.X_ENVOY_EXTERNAL_ADDRESS,
                    ConnectionInfo.textWithoutPort(new InetSocketAddress(client, 0)));
        }
        identify(head, edge);
        if (!rules.via().isEmpty()) {
            head.append(HeaderNames.VIA, rules.via());
        }
        return client;
    }

    private static void hopByHop(Head head, boolean upgrade) {
        if (!upgrade) {
            head.remove(HeaderNames.CONNECTION);
            head.remove(HeaderNames.UPGRADE);
            if (head.has(HeaderNames.TE)) {
                boolean trailers = head.hasToken(HeaderNames.TE, "trailers");
                head.remove(HeaderNames.TE);
                if (trailers) {
                    head.set(HeaderNames.TE, "trailers");
                }
            }
        }
        head.remove(HeaderNames.X_ENVOY_INTERNAL);
        head.remove(HeaderNames.KEEP_ALIVE);
        head.remove(HeaderNames.PROXY_CONNECTION);
        head.remove(HeaderNames.TRANSFER_ENCODING);
    }

    private void tellAddress(Head head, @Nullable InetAddress peer, ConnectionInfo connection) {
        if (rules.skipXffAppend()) {
            return;
        }
        if (peer != null && peer.isLoopbackAddress()) {
            ForwardedFor.append(head, ownAddress);
        } else if (peer != null) {
            ForwardedFor.append(head, ConnectionInfo.textWithoutPort(new InetSocketAddress(peer, 0)));
        }
        if (rules.appendPort()
                && !head.has(HeaderNames.X_FORWARDED_PORT)
                && connection.localAddress() instanceof InetSocketAddress local) {
            head.set(HeaderNames.X_FORWARDED_PORT, local.getPort());
        }
    }

    private static void scheme(Head head, boolean tls) {
        if (head.has(HeaderNames.SCHEME)) {
            return;
        }
        String told = head.first(HeaderNames.X_FORWARDED_PROTO);
        boolean secure = "https".equals(told) || !"http".equals(told) && tls;
        head.set(HeaderNames.SCHEME, secure ? "https" : "http");
    }

    private boolean internal(InetAddress address) {
        for (CidrRange range : rules.internalRanges()) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private static void sanitise(Head head, boolean edge) {
        if (edge) {
            for (HeaderName each : EDGE_ONLY) {
                head.remove(each);
            }
        }
        for (HeaderName each : INTERNAL_ONLY) {
            head.remove(each);
        }
    }

    private void identify(Head head, boolean edge) {
        if (!rules.requestIds().generate()) {
            return;
        }
        boolean believed = head.has(HeaderNames.X_REQUEST_ID)
                && (!edge || rules.requestIds().preserveExternal());
        if (!believed) {
            head.set(HeaderNames.X_REQUEST_ID, RequestIdentity.next(random));
        }
    }

    private static @Nullable InetAddress addressOf(ConnectionInfo connection) {
        return connection.remoteAddress() instanceof InetSocketAddress inet ? inet.getAddress() : null;
    }
}
