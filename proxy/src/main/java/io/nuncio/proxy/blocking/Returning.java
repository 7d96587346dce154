package io.nuncio.proxy.blocking;

import io.netty.buffer.ByteBuf;
import io.nuncio.filter.Headers;
import io.nuncio.filter.Request;
import io.nuncio.filter.Response;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spi.http.EngineStream;
import io.nuncio.proxy.spi.http.LocalReply;
import io.nuncio.proxy.spi.message.Head;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the outermost filter of a run returned, on its way to the client: the response that came, changed or not; another
 * one; or, where nothing was asked of the upstream, an answer of its own. Worker only.
 */
final class Returning implements EngineStream.WatermarkAnswers {

    private static final byte[] NO_BYTES = {};

    private final EngineStream stream;
    private final Side side;
    private boolean subscribed;
    private boolean ownAnswer;
    private int highs;
    private @Nullable Ask<Boolean> sending;

    Returning(EngineStream stream, Side side) {
        this.stream = stream;
        this.side = side;
    }

    /**
     * The head goes on, and the body where it is at hand.
     *
     * @param given what came from upstream; null if nothing did
     * @return whether the body is still to be sent, piece by piece
     */
    boolean begin(Request asked, @Nullable Response given, Outgoing<Response> wanted) {
        boolean byPieces;
        boolean bodiless = asked.method().equals("HEAD");
        if (given != null) {
            byPieces = passOn(given, wanted, bodiless);
        } else if (wanted.bytes() == null && !wanted.untouched()) {
            byPieces = answerInTime(wanted.message(), bodiless);
        } else {
            answer(wanted.message(), Objects.requireNonNullElse(wanted.bytes(), NO_BYTES));
            byPieces = false;
        }
        if (byPieces) {
            subscribed = true;
            stream.subscribe(this);
        }
        return byPieces;
    }

    private boolean passOn(Response given, Outgoing<Response> wanted, boolean bodiless) {
        Head head = Objects.requireNonNull(stream.responseHeaders());
        Messages.write(wanted.message(), given, head);
        details(wanted.message());
        byte[] bytes = wanted.bytes();
        if (wanted.untouched() || bodiless) {
            side.flow();
            return false;
        }
        if (bytes == null) {
            head.remove(HeaderNames.CONTENT_LENGTH);
            side.sendHead();
            return true;
        }
        if (bytes.length > 0 || !side.endedWithHead()) {
            head.set(HeaderNames.CONTENT_LENGTH, bytes.length);
        }
        side.replace(bytes);
        return false;
    }

    /** A whole answer of the filter's own. ISO 8859-1 keeps every byte of it as it is. */
    private void answer(Response response, byte[] bytes) {
        stream.localReply(new LocalReply(
                response.status(),
                new String(bytes, StandardCharsets.ISO_8859_1),
                response.headers(),
                Optional.empty(),
                response.details(),
                Optional.empty()));
    }

    private boolean answerInTime(Response response, boolean bodiless) {
        Head head = stream.heads().take(Head.Kind.RESPONSE);
        head.set(HeaderNames.STATUS, response.status());
        Messages.fill(response.headers(), head);
        details(response);
        ownAnswer = true;
        stream.respondHeaders(head, bodiless);
        return !bodiless;
    }

    private void details(Response response) {
        if (!response.details().isEmpty()) {
            stream.info().responseCodeDetails(response.details().replace(' ', '_'));
        }
    }

    /** A piece of the body; answered when there is room for another. */
    void send(Ask<Boolean> ask, @Nullable ByteBuf chunk, boolean end, Headers trailers) {
        sending = end ? null : ask;
        if (ownAnswer) {
            answerOn(chunk, end, trailers);
        } else {
            side.send(chunk, end, trailers);
        }
        if (ask.waits() && (end || highs == 0)) {
            sending = null;
            ask.answer(true);
        }
    }

    /** An answer of the filter's own goes through the whole chain. */
    private void answerOn(@Nullable ByteBuf chunk, boolean end, Headers trailers) {
        boolean endsHere = end && trailers.size() == 0;
        if (chunk != null || endsHere) {
            stream.respondData(Side.queue(chunk), endsHere);
        }
        if (end && !endsHere) {
            Head last = stream.heads().take(Head.Kind.RESPONSE_TRAILERS);
            Messages.fill(trailers, last);
            stream.respondTrailers(last);
        }
    }

    @Override
    public void onAboveWriteHighWatermark() {
        highs++;
    }

    @Override
    public void onBelowWriteLowWatermark() {
        highs--;
        Ask<Boolean> ask = sending;
        if (highs == 0 && ask != null) {
            sending = null;
            ask.answer(true);
        }
    }

    /** The stream is gone. */
    void end() {
        if (sending != null) {
            sending.gone();
            sending = null;
        }
        if (subscribed) {
            subscribed = false;
            stream.unsubscribe(this);
        }
    }
}
