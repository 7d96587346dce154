package io.nuncio.proxy.exchange;

import io.nuncio.filter.inline.StreamFilter.Verdict;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spi.ResponseFlag;
import io.nuncio.proxy.spi.http.EngineFilter;
import io.nuncio.proxy.spi.http.LocalReply;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.ResetReason;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The answer of one stream: how far it has come, and the three outcomes of a reply that this proxy makes itself (Envoy's):
 * through the filters where none has begun, past them where one is held, a reset where a head has been sent.
 */
final class Answer {

    private static final int INTERNAL_ERROR = 500;
    private static final int BAD_GATEWAY = 502;
    private static final int PAYLOAD_TOO_LARGE = 413;

    private final HttpStream stream;
    private @Nullable LocalReply prepared;
    private boolean resetAsked;
    private boolean responseBegun;
    private boolean headersSent;
    private boolean responseSent;
    private boolean replied;

    Answer(HttpStream stream) {
        this.stream = stream;
    }

    /** Whether the whole answer has been sent. */
    boolean sent() {
        return responseSent;
    }

    boolean headersSent() {
        return headersSent;
    }

    /** Whether this proxy answers itself. */
    boolean replied() {
        return replied;
    }

    /** The stream starts over. */
    void forget() {
        responseBegun = false;
        replied = false;
        prepared = null;
        resetAsked = false;
    }

    /**
     * Does what a filter asked for during its callback: a reset, or a reply.
     *
     * @return whether there was anything
     */
    boolean doWhatWasAsked() {
        if (resetAsked) {
            resetAsked = false;
            resetNow();
            return true;
        }
        if (prepared != null) {
            LocalReply reply = prepared;
            prepared = null;
            execute(reply);
            return true;
        }
        return false;
    }

    /** A filter failed: what it asked for is void. */
    void failed(String name) {
        prepared = null;
        resetAsked = false;
        execute(LocalReply.of(INTERNAL_ERROR, "", "filter_error{" + name + "}"));
    }

    /** A filter gave a verdict that makes no sense. */
    void illegal(String name) {
        execute(LocalReply.of(INTERNAL_ERROR, "", "filter_illegal_verdict{" + name + "}"));
    }

    /** A filter added data where none can be added. */
    void invalidData() {
        localReply(LocalReply.of(BAD_GATEWAY, "Filter error", "filter_added_invalid_data"));
    }

    void interim(Head interim) {
        if (!stream.owner().passInterim(stream, interim)) {
            interim.release();
            return;
        }
        for (int place = 0; place < stream.filterCount(); place++) {
            ActiveFilter active = stream.filter(stream.filterCount() - 1 - place);
            stream.enter(active, Phase.INTERIM, null);
            Verdict verdict = null;
            try {
                verdict = active.filter().onInterimResponse(interim);
            } catch (RuntimeException | StackOverflowError failure) {
                stream.failed(active, failure);
            }
            if (stream.exit(active, Phase.INTERIM, verdict) != Verdict.CONTINUE) {
                interim.release();
                return;
            }
        }
        stream.front().sendInterim(interim);
        interim.release();
    }

    void respond(Head answer, boolean end) {
        responseBegun = true;
        stream.info().responseHeaders(answer);
        stream.response().start(answer, end);
        stream.settle();
    }

    void localReply(LocalReply reply) {
        if (stream.gone() || replied) {
            return;
        }
        if (stream.phase() != Phase.NONE) {
            prepared = reply;
            return;
        }
        execute(reply);
        stream.settle();
    }

    private void execute(LocalReply reply) {
        if (!reply.details().isEmpty()) {
            stream.info().responseCodeDetails(reply.details().replace(' ', '_'));
        }
        reply.flag().ifPresent(stream.info().flags()::add);
        if (headersSent) {
            resetNow();
            return;
        }
        replied = true;
        for (int at = 0; at < stream.filterCount(); at++) {
            ActiveFilter each = stream.filter(at);
            if (each.filter() instanceof EngineFilter engine && !engine.onLocalReply(reply.status(), reply.details())) {
                resetNow();
                return;
            }
        }
        send(stream.owner().rewrite(stream, reply));
    }

    private void send(LocalReply reply) {
        if (stream.unread()) {
            stream.info().flags().add(ResponseFlag.DOWNSTREAM_PROTOCOL_ERROR);
        }
        Head answer = Replies.head(reply, stream);
        boolean bodiless = stream.grpc() || stream.headRequest() || reply.body().isEmpty();
        stream.info().localReplyBody(stream.grpc() ? "" : reply.body());
        boolean past = responseBegun;
        responseBegun = true;
        stream.info().responseHeaders(answer);
        if (past) {
            sendHeaders(answer, bodiless);
        } else {
            stream.response().start(answer, bodiless);
        }
        if (!bodiless && !stream.gone()) {
            ByteQueue body = new ByteQueue();
            body.addCopy(reply.body().getBytes(StandardCharsets.ISO_8859_1));
            if (past) {
                sendData(body, true);
            } else {
                stream.response().feed(body, true);
            }
        }
    }

    void sendHeaders(Head answer, boolean end) {
        if (answer.first(HeaderNames.STATUS) == null) {
            execute(LocalReply.of(BAD_GATEWAY, "", "filter_removed_required_response_headers{:status}"));
            return;
        }
        headersSent = true;
        stream.info().responseCode((int) answer.number(HeaderNames.STATUS));
        stream.info().downstreamTx(stream.dispatcher().approximateMonotonicNs());
        stream.owner().finishResponse(stream, answer, end);
        stream.front().sendHeaders(answer, end);
        responseSent |= end;
    }

    void sendData(ByteQueue data, boolean end) {
        stream.info().addBytesSent(data.readableBytes());
        stream.info().downstreamTx(stream.dispatcher().approximateMonotonicNs());
        stream.front().sendData(data, end);
        responseSent |= end;
    }

    void sendTrailers(Head trailers) {
        stream.info().responseTrailers(trailers);
        stream.front().sendTrailers(trailers);
        responseSent = true;
    }

    void tooLarge(boolean ofRequest) {
        stream.owner().tooLarge(stream, ofRequest);
        if (ofRequest) {
            localReply(LocalReply.of(PAYLOAD_TOO_LARGE, "Payload Too Large", "request_payload_too_large"));
        } else {
            localReply(LocalReply.of(INTERNAL_ERROR, "Internal Server Error", "response_payload_too_large"));
        }
    }

    /** Whoever brought the request has given it up. */
    void resetByClient(ResetReason reason, String details) {
        boolean gone = reason == ResetReason.CONNECTION_TERMINATION;
        stream.info()
                .flags()
                .add(gone ? ResponseFlag.DOWNSTREAM_CONNECTION_TERMINATION : ResponseFlag.DOWNSTREAM_REMOTE_RESET);
        if (stream.info().responseCodeDetails() == null) {
            String told = details.isEmpty() ? "http.remote_reset" : details;
            stream.info().responseCodeDetails(gone ? "downstream_remote_disconnect" : told);
        }
    }

    void resetByFilter() {
        if (stream.phase() != Phase.NONE) {
            resetAsked = true;
        } else {
            resetNow();
        }
    }

    private void resetNow() {
        stream.owner().onReset(stream, StreamOwner.ResetBy.BROKEN_ANSWER);
        stream.front().reset(ResetReason.LOCAL_RESET);
        stream.end();
    }
}
