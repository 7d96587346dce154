package io.nuncio.proxy.downstream.http;

import com.google.common.collect.ImmutableList;
import io.nuncio.filter.Headers;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.proxy.exchange.Ground;
import io.nuncio.proxy.exchange.HttpStream;
import io.nuncio.proxy.exchange.StreamOwner;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.http.HttpConnectionSpec;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.Timeouts;
import io.nuncio.proxy.spi.AccessLogType;
import io.nuncio.proxy.spi.AccessLogger;
import io.nuncio.proxy.spi.ResponseFlag;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.http.LocalReply;
import io.nuncio.proxy.spi.message.CodecStream;
import io.nuncio.proxy.spi.message.Head;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One request of a connection: what the connection manager does at its beginning and at its end. */
final class ActiveRequest implements StreamOwner {

    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int GATEWAY_TIMEOUT = 504;
    private static final int TEMPORARY_REDIRECT = 307;

    private final HttpConnection connection;
    private final CodecStream codecStream;
    private final HttpStream stream;
    private final StreamInfo info;
    private final long startedNs;
    private final long random;
    private boolean headComplete;
    private boolean upgrade;

    ActiveRequest(HttpConnection connection, CodecStream codecStream) {
        this.connection = connection;
        this.codecStream = codecStream;
        Dispatcher dispatcher = connection.connection().dispatcher();
        this.startedNs = dispatcher.approximateMonotonicNs();
        this.random = connection.callbacks().random().nextLong();
        this.info = new StreamInfo(
                dispatcher.wallClockMs(), startedNs, connection.connection().info());
        this.stream = new HttpStream(
                new Ground(
                        dispatcher,
                        connection.room().heads,
                        connection.callbacks().clusters(),
                        connection.connection(),
                        null,
                        connection.connection().bufferLimit()),
                codecStream,
                this,
                info);
    }

    HttpStream stream() {
        return stream;
    }

    // ---- StreamOwner

    @Override
    public @Nullable LocalReply admit(HttpStream of, Head head, boolean end) {
        headComplete = true;
        info.protocol(codecStream.protocol().toString());
        HttpConnectionSpec spec = connection.spec();
        boolean connect = head.valueEquals(HeaderNames.METHOD, "CONNECT");
        if (!head.has(HeaderNames.AUTHORITY)) {
            return LocalReply.of(BAD_REQUEST, "", "missing_host_header");
        }
        String path = head.first(HeaderNames.PATH);
        if (!connect && (path == null || path.isEmpty() || path.charAt(0) != '/')) {
            connection.owner().stats().rqNonRelativePath.inc();
            return LocalReply.of(NOT_FOUND, "", "absolute_path_rejected");
        }
        if (path != null && path.indexOf('#') >= 0) {
            return LocalReply.of(BAD_REQUEST, "", "fragment_in_path");
        }
        LocalReply refusal = path == null ? null : rewritePath(head, path, spec);
        if (refusal != null) {
            return refusal;
        }
        host(head, spec);
        upgrade = head.has(HeaderNames.UPGRADE) && head.hasToken(HeaderNames.CONNECTION, "upgrade");
        new RequestEdge(
                        spec.forwarding(),
                        connection.owner().ownAddress(),
                        connection.callbacks().random())
                .apply(head, info.connection(), false, upgrade);
        if (upgrade && !upgradeAllowed(head, spec)) {
            connection.owner().stats().rqWsOnNonWsRoute.inc();
            return LocalReply.of(FORBIDDEN, "", "upgrade_failed");
        }
        return null;
    }

    @Override
    public long random(HttpStream of) {
        return random;
    }

    private @Nullable LocalReply rewritePath(Head head, String path, HttpConnectionSpec spec) {
        PathText.Outcome outcome = PathText.apply(path, spec.paths());
        return switch (outcome.result()) {
            case UNCHANGED -> null;
            case CHANGED -> {
                head.set(HeaderNames.PATH, outcome.path());
                yield null;
            }
            case REFUSED -> {
                connection.owner().stats().rqFailedPathNormalization.inc();
                yield LocalReply.of(BAD_REQUEST, "", "path_normalization_failed");
            }
            case REDIRECT -> {
                connection.owner().stats().rqRedirectedWithNormalizedPath.inc();
                yield LocalReply.of(TEMPORARY_REDIRECT, "", "path_normalization_failed")
                        .withHeaders(Headers.of("location", outcome.path()));
            }
        };
    }

    private static void host(Head head, HttpConnectionSpec spec) {
        if (!spec.paths().stripAnyPort() && !spec.paths().stripTrailingDot()) {
            return;
        }
        String host = head.first(HeaderNames.AUTHORITY);
        if (host == null) {
            return;
        }
        int colon = host.lastIndexOf(':');
        boolean port = colon >= 0 && colon > host.lastIndexOf(']');
        String name = port ? host.substring(0, colon) : host;
        String rest = port && !spec.paths().stripAnyPort() ? host.substring(colon) : "";
        if (spec.paths().stripTrailingDot() && name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        if (!(name + rest).equals(host)) {
            head.set(HeaderNames.AUTHORITY, name + rest);
        }
    }

    private static boolean upgradeAllowed(Head head, HttpConnectionSpec spec) {
        String kind = head.first(HeaderNames.UPGRADE);
        return kind != null && spec.upgrades().contains(kind.toLowerCase(Locale.ROOT));
    }

    @Override
    public ImmutableList<ExtensionSpec> chain(HttpStream of) {
        return connection.spec().filters();
    }

    @Override
    public void finishResponse(HttpStream of, Head head, boolean end) {
        Dispatcher dispatcher = connection.connection().dispatcher();
        connection
                .owner()
                .responses()
                .apply(head, of.requestHead(), upgrade, connection.room().date.at(dispatcher.wallClockMs()));
    }

    @Override
    public void onComplete(HttpStream of) {
        HttpStats stats = connection.owner().stats();
        if (info.responseCode() > 0) {
            stats.responded(info.responseCode());
        }
        info.addWireBytesReceived(codecStream.bytes().bytesReceived());
        info.addWireBytesSent(codecStream.bytes().bytesSent());
        for (ExtensionSpec each : connection.spec().accessLogs()) {
            each.made().as(AccessLogger.class).log(info, AccessLogType.DOWNSTREAM_END);
        }
        connection.ended(of);
    }

    // ---- time

    /** How long until this request may have lasted too long, in milliseconds. */
    long nextMs(long nowNs) {
        Timeouts limits = connection.spec().timeouts();
        long next = HttpConnection.left(limits.streamIdleMs(), lastActivityNs(), nowNs);
        next = Math.min(next, HttpConnection.left(limits.streamMaxMs(), startedNs, nowNs));
        if (!headComplete) {
            next = Math.min(next, HttpConnection.left(limits.requestHeadersMs(), startedNs, nowNs));
        }
        return stream.requestComplete()
                ? next
                : Math.min(next, HttpConnection.left(limits.requestMs(), startedNs, nowNs));
    }

    private long lastActivityNs() {
        return Math.max(startedNs, Math.max(info.lastDownstreamRxNs(), info.lastDownstreamTxNs()));
    }

    /** Answers if something has lasted too long. */
    void checkTimes(long nowNs) {
        Timeouts limits = connection.spec().timeouts();
        HttpStats stats = connection.owner().stats();
        if (!headComplete && HttpConnection.left(limits.requestHeadersMs(), startedNs, nowNs) <= 0) {
            stats.rqHeaderTimeout.inc();
            stream.reply(LocalReply.of(REQUEST_TIMEOUT, "request header timeout", "request_header_timeout"));
        } else if (!stream.requestComplete() && HttpConnection.left(limits.requestMs(), startedNs, nowNs) <= 0) {
            stats.rqTimeout.inc();
            stream.reply(LocalReply.of(REQUEST_TIMEOUT, "request timeout", "request_overall_timeout"));
        } else if (HttpConnection.left(limits.streamMaxMs(), startedNs, nowNs) <= 0) {
            stats.rqMaxDuration.inc();
            stream.reply(LocalReply.of(timeoutStatus(), "downstream duration timeout", "max_duration_timeout")
                    .flagged(ResponseFlag.DURATION_TIMEOUT));
        } else if (HttpConnection.left(limits.streamIdleMs(), lastActivityNs(), nowNs) <= 0) {
            stats.rqIdleTimeout.inc();
            stream.reply(LocalReply.of(timeoutStatus(), "stream timeout", "stream_idle_timeout")
                    .flagged(ResponseFlag.STREAM_IDLE_TIMEOUT));
        }
    }

    private int timeoutStatus() {
        return stream.requestComplete() ? GATEWAY_TIMEOUT : REQUEST_TIMEOUT;
    }
}
