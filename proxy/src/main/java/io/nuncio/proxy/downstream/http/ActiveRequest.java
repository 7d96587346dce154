package io.nuncio.proxy.downstream.http;

import com.google.common.collect.ImmutableList;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.proxy.exchange.HttpStream;
import io.nuncio.proxy.exchange.StreamOwner;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.http.HttpConnectionSpec;
import io.nuncio.proxy.spec.route.BoundRoutes;
import io.nuncio.proxy.spec.route.ClusterChoiceSpec;
import io.nuncio.proxy.spec.route.ForwardSpec;
import io.nuncio.proxy.spec.route.RouteChain;
import io.nuncio.proxy.spec.route.RouteEntry;
import io.nuncio.proxy.spec.route.RouteFilters;
import io.nuncio.proxy.spi.AccessLogType;
import io.nuncio.proxy.spi.AccessLogger;
import io.nuncio.proxy.spi.ResponseFlag;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.UpstreamCluster;
import io.nuncio.proxy.spi.http.LocalReply;
import io.nuncio.proxy.spi.message.CodecStream;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.wire.http.Persistence;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request of a connection: what the connection manager does at its beginning and at its end. */
final class ActiveRequest implements StreamOwner {

    private static final int CONTINUE = 100;
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int OK = 200;
    private static final int OK_END = 300;
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int GATEWAY_TIMEOUT = 504;
    private static final int GRPC_DEADLINE_EXCEEDED = 4;

    private final HttpConnection connection;
    private final CodecStream codecStream;
    private final HttpStream stream;
    private final StreamInfo info;
    private final RequestTimes times;
    private final long startedNs;
    private final long random;
    private final LiveRoutes live;
    private final BoundRoutes routes;
    private RouteChain chain = RouteChain.EMPTY;
    private long loggedNs;
    private int chainPlace = Upgrade.ORDINARY_CHAIN;
    private boolean headComplete;
    private boolean admitted;
    private boolean upgraded;
    private boolean clientCloses;
    private @Nullable String upgrade;

    ActiveRequest(HttpConnection connection, CodecStream codecStream) {
        this.connection = connection;
        this.codecStream = codecStream;
        Dispatcher dispatcher = connection.connection().dispatcher();
        this.startedNs = dispatcher.approximateMonotonicNs();
        this.loggedNs = startedNs;
        this.random = connection.callbacks().random().nextLong();
        this.live = connection.owner().routes().current();
        this.live.hold();
        this.routes = live.routes();
        this.times = new RequestTimes(spec().timeouts());
        this.info = new StreamInfo(
                dispatcher.wallClockMs(), startedNs, connection.connection().info());
        info.protocol(codecStream.protocol().toString());
        this.stream = new HttpStream(connection.ground(), codecStream, this, info);
    }

    HttpStream stream() {
        return stream;
    }

    private HttpConnectionSpec spec() {
        return connection.spec();
    }

    private HttpStats stats() {
        return connection.owner().stats();
    }

    // ---- StreamOwner: the beginning

    @Override
    public @Nullable LocalReply admit(HttpStream of, Head head, boolean end) {
        headComplete = true;
        clientCloses |= Persistence.closes(codecStream.protocol(), head);
        info.protocol(codecStream.protocol().toString());
        expectation(head);
        LocalReply refusal = notForUs(head);
        refusal = refusal == null ? check(head) : refusal;
        if (refusal == null) {
            admitted = true;
            refusal = goOn(of, head);
        }
        return refusal;
    }

    /** A client that waits for 100 (Continue) gets it here, and nobody behind hears of it. */
    private void expectation(Head head) {
        if (!spec().forwarding().proxy100Continue() && head.valueEqualsIgnoreCase(HeaderNames.EXPECT, "100-continue")) {
            Head interim = connection.room().heads.take(Head.Kind.RESPONSE);
            interim.set(HeaderNames.STATUS, CONTINUE);
            codecStream.sendInterim(interim);
            interim.release();
            stats().responded(CONTINUE);
            head.remove(HeaderNames.EXPECT);
        }
    }

    /**
     * A client that means to speak TLS and does not is refused, where the proxy stands at the edge. Envoy's codec does it:
     * the request counts as unread.
     */
    private @Nullable LocalReply notForUs(Head head) {
        if (!spec().forwarding().client().useRemoteAddress() || !head.valueEquals(HeaderNames.SCHEME, "https")) {
            return null;
        }
        stats().cxProtocolError.inc();
        stats().rqBeforeComplete.inc();
        stats().rqRxReset.inc();
        head.remove(HeaderNames.METHOD);
        head.remove(HeaderNames.PATH);
        head.remove(HeaderNames.AUTHORITY);
        connection.endWithRequest();
        return LocalReply.of(FORBIDDEN, "Forbidden", "http1.https_url_on_plaintext_connection")
                .flagged(ResponseFlag.DOWNSTREAM_PROTOCOL_ERROR);
    }

    private @Nullable LocalReply check(Head head) {
        boolean connect = head.valueEquals(HeaderNames.METHOD, "CONNECT");
        int localPort = info.connection().localAddress() instanceof InetSocketAddress local ? local.getPort() : -1;
        LocalReply refusal = RequestTarget.apply(head, connect, spec().paths(), localPort, stats());
        if (refusal != null) {
            return refusal;
        }
        upgrade = Upgrade.wanted(head);
        RequestEdge.Origin origin = connection
                .owner()
                .requests()
                .apply(
                        head,
                        new RequestEdge.Arrival(
                                info.connection(),
                                false,
                                upgrade != null && !connect,
                                routes.table().spec().internalOnlyHeaders()),
                        connection.callbacks().random());
        if (origin.rejectStatus() != 0) {
            stats().rqRejectedByIp.inc();
            return LocalReply.of(origin.rejectStatus(), "", "rejecting_because_detection_failed");
        }
        if (origin.address() != null) {
            info.remoteAddress(new InetSocketAddress(origin.address(), 0));
        }
        return null;
    }

    private @Nullable LocalReply goOn(HttpStream of, Head head) {
        RouteEntry route = of.route();
        times.route(route, head);
        if (upgrade != null) {
            chainPlace = Upgrade.chain(upgrade, route, spec().upgrades());
            if (chainPlace != Upgrade.REFUSED) {
                upgraded = true;
                stats().cxUpgradesTotal.inc();
                stats().cxUpgradesActive.inc();
            } else {
                chainPlace = Upgrade.ORDINARY_CHAIN;
                if (route != null) {
                    stats().rqWsOnNonWsRoute.inc();
                    return LocalReply.of(FORBIDDEN, "", "upgrade_failed");
                }
            }
        }
        if (spec().logging().atStart()) {
            nameCluster(of);
            log(AccessLogType.DOWNSTREAM_START);
        }
        connection.arm();
        return null;
    }

    private void log(AccessLogType when) {
        ImmutableList<ExtensionSpec> logs = spec().logging().accessLogs();
        for (int i = 0; i < logs.size(); i++) {
            logs.get(i).made().as(AccessLogger.class).log(info, when);
        }
    }

    @Override
    public ImmutableList<ExtensionSpec> chain(HttpStream of) {
        chain = chains(admitted ? of.route() : null);
        return chain.filters();
    }

    private RouteChain chains(@Nullable RouteEntry route) {
        RouteFilters filters = routes.filters(route, random);
        return filters.chains().get(chainPlace);
    }

    @Override
    public @Nullable RouteEntry route(HttpStream of, Head head) {
        return routes.table().find(head, random);
    }

    @Override
    public @Nullable Object config(HttpStream of, int at) {
        return chains(of.route()).config(chain.places().get(at));
    }

    @Override
    public long random(HttpStream of) {
        return random;
    }

    @Override
    public void readDisabled(HttpStream of, boolean disabled) {
        (disabled ? stats().pausedReading : stats().resumedReading).inc();
    }

    // ---- StreamOwner: the answer

    @Override
    public LocalReply rewrite(HttpStream of, LocalReply reply) {
        if (reply.status() == BAD_REQUEST && !spec().responses().keepConnectionOnBadRequest()) {
            connection.endWithRequest(); // whoever sends broken HTTP starts anew
        }
        LocalReplyRules rules = connection.owner().localReplies();
        return rules == null
                ? reply
                : rules.rewrite(
                        reply, info, connection.connection().dispatcher().wallClockMs());
    }

    @Override
    public boolean passInterim(HttpStream of, Head head) {
        boolean passes = spec().forwarding().proxy100Continue();
        if (passes) {
            if (info.healthCheck()) {
                stats().tracingHealthCheck.inc();
            } else {
                stats().responded((int) head.number(HeaderNames.STATUS));
            }
        }
        return passes;
    }

    @Override
    public void finishResponse(HttpStream of, Head head, boolean end) {
        Dispatcher dispatcher = connection.connection().dispatcher();
        connection
                .owner()
                .responses()
                .apply(
                        head,
                        of.requestHead(),
                        upgrade != null,
                        connection.room().date.at(dispatcher.wallClockMs()));
        if (info.healthCheck()) {
            stats().tracingHealthCheck.inc();
        } else {
            stats().responded((int) head.number(HeaderNames.STATUS));
        }
        if (!of.requestComplete()) {
            stats().rqBeforeComplete.inc();
        }
        if (!upgraded) {
            connection.drainIfListenerDoes();
        } else if (spec().logging().atTunnel() && tunnels(head)) {
            log(AccessLogType.DOWNSTREAM_TUNNEL_SUCCESSFULLY_ESTABLISHED);
        }
    }

    private static boolean tunnels(Head head) {
        long status = head.number(HeaderNames.STATUS);
        return status == SWITCHING_PROTOCOLS || status >= OK && status < OK_END;
    }

    @Override
    public void tooLarge(HttpStream of, boolean request) {
        (request ? stats().rqTooLarge : stats().rsTooLarge).inc();
    }

    /** As Envoy counts: on a connection of HTTP/1 every reset is one that comes back, for it ends with the connection. */
    @Override
    public void onReset(HttpStream of, ResetBy by) {
        stats().rqRxReset.inc();
        if (by == ResetBy.BROKEN_ANSWER) {
            stats().rqTxReset.inc();
        }
    }

    @Override
    public void onComplete(HttpStream of) {
        info.addWireBytesReceived(codecStream.bytes().bytesReceived());
        info.headerBytesReceived(codecStream.bytes().headBytesReceived());
        info.addWireBytesSent(codecStream.bytes().bytesSent());
        nameCluster(of);
        log(AccessLogType.DOWNSTREAM_END);
        if (upgraded) {
            stats().cxUpgradesActive.dec();
        }
        live.release();
        connection.ended(of);
    }

    /** A request that came to an end before it was sent to its cluster is logged with the cluster nevertheless. */
    private void nameCluster(HttpStream of) {
        if (info.upstreamCluster() != null
                || !admitted
                || of.route() == null
                || !(of.route().route().action() instanceof ForwardSpec forward)) {
            return;
        }
        String name = switch (forward.cluster()) {
            case ClusterChoiceSpec.Named named -> named.cluster();
            case ClusterChoiceSpec.Weighted weighted ->
                weighted.pick(random).cluster() instanceof ClusterChoiceSpec.Named named ? named.cluster() : null;
            case ClusterChoiceSpec.FromHeader header -> null;
        };
        UpstreamCluster cluster =
                name == null ? null : connection.callbacks().clusters().find(name);
        if (cluster != null) {
            info.upstreamCluster(cluster.spec());
        }
    }

    /** The connection ends with it, by agreement. */
    void last() {
        clientCloses = true;
    }

    /** Whether the client knows that the connection ends and waits for nothing else. */
    boolean mayCloseAtOnce() {
        return clientCloses && admitted && stream.requestComplete();
    }

    // ---- time

    /** How long until this request may have lasted too long, in milliseconds. */
    long nextMs(long nowNs) {
        long next = HttpConnection.left(times.idleMs(), lastActivityNs(), nowNs);
        next = Math.min(next, HttpConnection.left(times.maxMs(), startedNs, nowNs));
        next = Math.min(next, HttpConnection.left(spec().logging().intervalMs(), loggedNs, nowNs));
        if (!headComplete) {
            next = Math.min(next, HttpConnection.left(times.headersMs(), startedNs, nowNs));
        }
        return stream.requestComplete()
                ? next
                : Math.min(next, HttpConnection.left(times.requestMs(), startedNs, nowNs));
    }

    private long lastActivityNs() {
        return Math.max(startedNs, Math.max(info.lastDownstreamRxNs(), info.lastDownstreamTxNs()));
    }

    /** Answers if something has lasted too long. */
    void checkTimes(long nowNs) {
        if (HttpConnection.left(spec().logging().intervalMs(), loggedNs, nowNs) <= 0) {
            loggedNs = nowNs;
            log(AccessLogType.DOWNSTREAM_PERIODIC);
        }
        if (!headComplete && HttpConnection.left(times.headersMs(), startedNs, nowNs) <= 0) {
            stats().rqHeaderTimeout.inc();
            stream.reply(LocalReply.of(REQUEST_TIMEOUT, "request header timeout", "request_header_timeout"));
        } else if (!stream.requestComplete() && HttpConnection.left(times.requestMs(), startedNs, nowNs) <= 0) {
            stats().rqTimeout.inc();
            stream.reply(LocalReply.of(REQUEST_TIMEOUT, "request timeout", "request_overall_timeout"));
        } else if (HttpConnection.left(times.maxMs(), startedNs, nowNs) <= 0) {
            stats().rqMaxDuration.inc();
            LocalReply reply = LocalReply.of(timeoutStatus(), "downstream duration timeout", "max_duration_timeout")
                    .flagged(ResponseFlag.DURATION_TIMEOUT);
            stream.reply(new LocalReply(
                    reply.status(),
                    reply.body(),
                    reply.headers(),
                    Optional.of(GRPC_DEADLINE_EXCEEDED),
                    reply.details(),
                    reply.flag()));
        } else if (HttpConnection.left(times.idleMs(), lastActivityNs(), nowNs) <= 0) {
            stats().rqIdleTimeout.inc();
            stream.reply(LocalReply.of(timeoutStatus(), "stream timeout", "stream_idle_timeout")
                    .flagged(ResponseFlag.STREAM_IDLE_TIMEOUT));
        }
    }

    private int timeoutStatus() {
        return stream.requestComplete() ? GATEWAY_TIMEOUT : REQUEST_TIMEOUT;
    }
}
