package io.nuncio.proxy.downstream.http;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.net.InetAddresses;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.ClientAddress;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.Forwarding;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.RequestIds;
import io.nuncio.proxy.spec.http.IpDetection;
import io.nuncio.proxy.spi.ConnectionInfo;
import io.nuncio.proxy.spi.IpText;
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
        HeaderNames.X_ENVOY_ORIGINAL_HOST,
        HeaderNames.X_ENVOY_ORIGINAL_PATH
    };

    /** As Envoy has it: these two and no other of 127.0.0.0/8. */
    private static final ImmutableSet<InetAddress> LOOPBACK =
            ImmutableSet.of(InetAddresses.forString("127.0.0.1"), InetAddresses.forString("::1"));

    private static final int TRACE_LETTER_AT = 14;
    private static final int UUID_LENGTH = 36;

    private final Forwarding rules;
    private final String ownAddress;

    /** @param ownAddress of this machine, told in place of a loopback address */
    RequestEdge(Forwarding rules, String ownAddress) {
        this.rules = rules;
        this.ownAddress = ownAddress;
    }

    /**
     * What is known of a request beside its head.
     *
     * @param tls whether it came by TLS
     * @param upgrade whether it asks for another protocol
     * @param internalOnly fields that only a request from inside may carry, by its table of routes
     */
    record Arrival(ConnectionInfo connection, boolean tls, boolean upgrade, ImmutableList<HeaderName> internalOnly) {}

    /**
     * Where a request comes from.
     *
     * @param address null where only the connection tells it
     * @param rejectStatus the status by which it is refused; 0 to go on
     */
    record Origin(@Nullable InetAddress address, int rejectStatus) {
        private static final Origin PEER = new Origin(null, 0);
    }

    /** What was found out about the client. */
    private record Client(@Nullable InetAddress address, boolean mayBeInside, boolean appendPeer, int rejectStatus) {
        private static final Client UNKNOWN = new Client(null, false, false, 0);
    }

    /** Changes {@code head}; answers where the request comes from. */
    Origin apply(Head head, Arrival arrival, RandomGenerator random) {
        hopByHop(head, arrival.upgrade());
        InetAddress peer = addressOf(arrival.connection());
        Client client = client(head, peer);
        if (client.rejectStatus() != 0) {
            return new Origin(null, client.rejectStatus());
        }
        ClientAddress how = rules.client();
        if (client.appendPeer()) {
            tellAddress(head, peer);
        }
        String proto = arrival.tls() ? "https" : "http";
        if (how.useRemoteAddress() && how.trustedHops() == 0 || !head.has(HeaderNames.X_FORWARDED_PROTO)) {
            head.set(HeaderNames.X_FORWARDED_PROTO, proto);
        }
        if (rules.appendPort()
                && (how.useRemoteAddress() && how.trustedHops() == 0 || !head.has(HeaderNames.X_FORWARDED_PORT))
                && arrival.connection().localAddress() instanceof InetSocketAddress local) {
            head.set(HeaderNames.X_FORWARDED_PORT, local.getPort());
        }
        scheme(head, arrival.tls());
        InetAddress origin = client.address() == null ? peer : client.address();
        boolean unix = peer == null && client.address() == null;
        boolean inside = client.mayBeInside() && (unix ? rules.inside().unixSockets() : internal(origin));
        boolean edge = !inside && how.useRemoteAddress();
        if (inside) {
            head.set(HeaderNames.X_ENVOY_INTERNAL, "true");
        } else {
            sanitise(head, edge, arrival.internalOnly());
        }
        if (edge && origin != null) {
            head.set(HeaderNames.X_ENVOY_EXTERNAL_ADDRESS, IpText.of(origin));
        }
        identify(head, edge, random);
        if (!rules.keepClientCert()) {
            head.remove(HeaderNames.X_FORWARDED_CLIENT_CERT);
        }
        if (!rules.via().isEmpty()) {
            Via.append(head, rules.via());
        }
        return client.address() == null ? Origin.PEER : new Origin(client.address(), 0);
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

    private Client client(Head head, @Nullable InetAddress peer) {
        ClientAddress how = rules.client();
        if (how.useRemoteAddress()) {
            InetAddress told = how.trustedHops() > 0
                    ? ForwardedFor.last(head, how.trustedHops() - 1).address()
                    : null;
            return new Client(told, !head.has(HeaderNames.X_FORWARDED_FOR), !how.skipXffAppend(), 0);
        }
        for (IpDetection detection : how.detections()) {
            Client found = detect(detection, head, peer);
            if (found.address() != null || found.rejectStatus() != 0) {
                return found;
            }
        }
        return Client.UNKNOWN;
    }

    private static Client detect(IpDetection detection, Head head, @Nullable InetAddress peer) {
        return switch (detection) {
            case IpDetection.Xff xff -> {
                if (xff.trustedRanges().isEmpty()) {
                    ForwardedFor told = ForwardedFor.last(head, xff.trustedHops());
                    yield new Client(told.address(), told.alone(), !xff.skipAppend(), 0);
                }
                yield peer != null && ForwardedFor.in(xff.trustedRanges(), peer)
                        ? new Client(
                                ForwardedFor.lastOutside(head, xff.trustedRanges())
                                        .address(),
                                false,
                                !xff.skipAppend(),
                                0)
                        : Client.UNKNOWN;
            }
            case IpDetection.CustomHeader custom -> {
                String text = head.first(custom.name());
                InetAddress address = text == null ? null : ForwardedFor.parse(text);
                yield address == null
                        ? new Client(null, false, false, custom.rejectStatus().orElse(0))
                        : new Client(address, custom.trusted(), false, 0);
            }
        };
    }

    private void tellAddress(Head head, @Nullable InetAddress peer) {
        if (peer != null) {
            ForwardedFor.append(head, LOOPBACK.contains(peer) ? ownAddress : IpText.of(peer));
        }
    }

    private void scheme(Head head, boolean tls) {
        if (!rules.scheme().isEmpty()) {
            head.set(HeaderNames.SCHEME, rules.scheme());
            head.set(HeaderNames.X_FORWARDED_PROTO, rules.scheme());
        }
        if (head.has(HeaderNames.SCHEME)) {
            return;
        }
        boolean secure = head.valueEqualsIgnoreCase(HeaderNames.X_FORWARDED_PROTO, "https")
                || !head.valueEqualsIgnoreCase(HeaderNames.X_FORWARDED_PROTO, "http") && tls;
        head.set(HeaderNames.SCHEME, secure ? "https" : "http");
    }

    private boolean internal(@Nullable InetAddress address) {
        return address != null && ForwardedFor.in(rules.inside().ranges(), address);
    }

    private static void sanitise(Head head, boolean edge, ImmutableList<HeaderName> internalOnly) {
        if (edge) {
            for (HeaderName each : EDGE_ONLY) {
                head.remove(each);
            }
        }
        for (HeaderName each : INTERNAL_ONLY) {
            head.remove(each);
        }
        for (int i = 0; i < internalOnly.size(); i++) {
            head.remove(internalOnly.get(i));
        }
    }

    private void identify(Head head, boolean edge, RandomGenerator random) {
        RequestIds ids = rules.requestIds();
        if (!ids.generate()) {
            return;
        }
        boolean there = head.has(HeaderNames.X_REQUEST_ID) && !head.valueEquals(HeaderNames.X_REQUEST_ID, "");
        if (!there || edge && !ids.preserveExternal()) {
            head.set(HeaderNames.X_REQUEST_ID, RequestIdentity.next(random));
        } else if (edge && ids.packTraceReason()) {
            forgetTrace(head);
        }
    }

    /** A stranger cannot have a request traced by the letter of its id that says so. */
    private static void forgetTrace(Head head) {
        String id = head.first(HeaderNames.X_REQUEST_ID);
        if (id != null && id.length() == UUID_LENGTH) {
            head.set(
                    HeaderNames.X_REQUEST_ID,
                    id.substring(0, TRACE_LETTER_AT) + RequestIdentity.NO_TRACE + id.substring(TRACE_LETTER_AT + 1));
        }
    }

    private static @Nullable InetAddress addressOf(ConnectionInfo connection) {
        return connection.remoteAddress() instanceof InetSocketAddress inet ? inet.getAddress() : null;
    }
}
