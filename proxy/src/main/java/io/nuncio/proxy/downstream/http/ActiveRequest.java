package io.nuncio.proxy.downstream.http;

import com.google.common.collect.ImmutableList;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.proxy.exchange.HttpStream;
import io.nuncio.proxy.exchange.StreamOwner;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.http.HttpConnectionSpec;
import io.nuncio.proxy.spec.route.BoundRoutes;
import io.nuncio.proxy.spec.route.RouteChain;
import io.nuncio.proxy.spec.route.RouteEntry;
import io.nuncio.proxy.spec.route.RouteFilters;
import io.nuncio.proxy.spi.AccessLogType;
import io.nuncio.proxy.spi.AccessLogger;
import io.nuncio.proxy.spi.ResponseFlag;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.http.LocalReply;
import io.nuncio.proxy.spi.message.CodecStream;
import io.nuncio.proxy.spi.message.Head;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request of a connection: what the connection manager does at its beginning and at its end. */
final class ActiveRequest implements StreamOwner {

    private static final int CONTINUE = 100;
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
    private int chainPlace = Upgrade.ORDINARY_CHAIN;
    private boolean headComplete;
    private boolean admitted;
    private boolean upgraded;
    private boolean unreadable;
    private @Nullable String upgrade;

    ActiveRequest(HttpConnection connection, CodecStream codecStream) {
        this.connection = connection;
        this.codecStream = codecStream;
        Dispatcher dispatcher = connection.connection().dispatcher();
        this.startedNs = dispatcher.approximateMonotonicNs();
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
        info.protocol(codecStream.protocol().toString());
        expectation(head);
        LocalReply refusal = check(head);
        if (refusal == null) {
            admitted = true;
            refusal = goOn(of, head);
        }
        return refusal == null ? null : refused(refusal);
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
            if (chainPlace == Upgrade.REFUSED) {
                chainPlace = Upgrade.ORDINARY_CHAIN;
                stats().rqWsOnNonWsRoute.inc();
                return LocalReply.of(FORBIDDEN, "", "upgrade_failed");
            }
            upgraded = true;
            stats().cxUpgradesTotal.inc();
            stats().cxUpgradesActive.inc();
        }
        connection.arm();
        return null;
    }

    /** Broken HTTP ends the connection, unless it is configured to live on. */
    private LocalReply refused(LocalReply refusal) {
        if (refusal.status() == BAD_REQUEST && !spec().responses().keepConnectionOnBadRequest()) {
            connection.endWithRequest();
        }
        return refusal;
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
    public boolean passInterim(HttpStream of, Head head) {
        boolean passes = spec().forwarding().proxy100Continue();
        if (passes) {
            stats().responded((int) head.number(HeaderNames.STATUS));
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
        stats().responded((int) head.number(HeaderNames.STATUS));
        if (!of.requestComplete()) {
            stats().rqBeforeComplete.inc();
        }
        if (!upgraded) {
            connection.drainIfListenerDoes();
        }
    }

    @Override
    public void refusedByCodec(HttpStream of) {
        unreadable = true;
    }

    @Override
    public void tooLarge(HttpStream of, boolean request) {
        (request ? stats().rqTooLarge : stats().rsTooLarge).inc();
    }

    /** As Envoy counts: what was refused unread, and an upgrade that came to nothing, end with their connection. */
    @Override
    public void onReset(HttpStream of, ResetBy by) {
        boolean withConnection = unreadable || upgrade != null && by == ResetBy.EARLY_ANSWER;
        if (by == ResetBy.CLIENT || by == ResetBy.BROKEN_ANSWER || withConnection) {
            stats().rqRxReset.inc();
        }
        if (by != ResetBy.CLIENT && !withConnection) {
            stats().rqTxReset.inc();
        }
    }

    @Override
    public void onComplete(HttpStream of) {
        info.addWireBytesReceived(codecStream.bytes().bytesReceived());
        info.addWireBytesSent(codecStream.bytes().bytesSent());
        for (ExtensionSpec each : spec().accessLogs()) {
            each.made().as(AccessLogger.class).log(info, AccessLogType.DOWNSTREAM_END);
        }
        if (upgraded) {
            stats().cxUpgradesActive.dec();
        }
        live.release();
        connection.ended(of);
    }

    // ---- time

    /** How long until this request may have lasted too long, in milliseconds. */
    long nextMs(long nowNs) {
        long next = HttpConnection.left(times.idleMs(), lastActivityNs(), nowNs);
        next = Math.min(next, HttpConnection.left(times.maxMs(), startedNs, nowNs));
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
