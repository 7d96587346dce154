package io.nuncio.proxy.wire.http1;

import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.http.Http1Spec;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.Protocol;
import io.nuncio.proxy.spi.message.Spelling;
import io.nuncio.proxy.wire.http.Persistence;
import org.jspecify.annotations.Nullable;

/** What is checked when the head of a response is complete, and what follows from it. */
final class ResponseCheck {

    /** What the request was, as far as the length of its response hangs on it. */
    enum Asked {
        PLAIN,
        HEAD,
        CONNECT,
        UPGRADE
    }

    private static final int CONTINUE = 100;
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int MULTIPLE_CHOICES = 300;
    private static final int NOT_MODIFIED = 304;

    private final Http1Spec spec;
    private final StatusLine line;

    private boolean persistent;

    ResponseCheck(Http1Spec spec, StatusLine line) {
        this.spec = spec;
        this.line = line;
    }

    /** Whether the final response is still to come. */
    boolean interim() {
        return line.status() >= CONTINUE && line.status() < OK && line.status() != SWITCHING_PROTOCOLS;
    }

    /** Whether the connection can carry another response after this one. */
    boolean persistent() {
        return persistent;
    }

    Protocol protocol() {
        return line.version() == Version.V11 ? Protocol.HTTP_11 : Protocol.HTTP_10;
    }

    @Nullable
    Http1Error check(Head head, Framing framing, Asked asked) {
        Http1Error wrong = Lengths.check(head, spec.chunkedLength());
        boolean chunked = head.has(HeaderNames.TRANSFER_ENCODING);
        if (wrong == null && chunked && !Lengths.chunked(head)) {
            wrong = Http1Error.CODING;
        }
        if (wrong == null && (line.status() < OK || line.status() == NO_CONTENT)) {
            wrong = bodiless(head, chunked);
        }
        if (wrong != null) {
            return wrong;
        }
        keepReason(head);
        frame(head, framing, asked, chunked);
        persistent = line.version() == Version.V11 || line.version() == Version.V10;
        persistent &= !Persistence.closes(protocol(), head);
        persistent &= framing.kind() != Framing.Kind.UNTIL_CLOSE && framing.kind() != Framing.Kind.RAW;
        // Chunked coding in HTTP/1.0: read as such, but where the message ends is not to be relied on.
        persistent &= !chunked || line.version() == Version.V11;
        return null;
    }

    private static @Nullable Http1Error bodiless(Head head, boolean chunked) {
        if (chunked) {
            return Http1Error.CODING_NOT_ALLOWED;
        }
        if (head.number(HeaderNames.CONTENT_LENGTH) > 0) {
            return Http1Error.LENGTH_NOT_ALLOWED;
        }
        head.remove(HeaderNames.CONTENT_LENGTH);
        return null;
    }

    private void frame(Head head, Framing framing, Asked asked, boolean chunked) {
        int status = line.status();
        if ((asked == Asked.CONNECT && status >= OK && status < MULTIPLE_CHOICES)
                || (asked == Asked.UPGRADE && status == SWITCHING_PROTOCOLS)) {
            framing.of(Framing.Kind.RAW);
        } else if (asked == Asked.HEAD || status < OK || status == NO_CONTENT || status == NOT_MODIFIED) {
            framing.length(0);
        } else if (chunked) {
            framing.of(Framing.Kind.CHUNKED);
        } else if (head.has(HeaderNames.CONTENT_LENGTH)) {
            framing.length(head.number(HeaderNames.CONTENT_LENGTH));
        } else {
            framing.of(Framing.Kind.UNTIL_CLOSE);
        }
    }

    private void keepReason(Head head) {
        Spelling spelling = head.spelling();
        if (spec.forwardReason() && spelling != null) {
            spelling.reason(head.bytes(), line.reasonFrom(), line.reasonLength());
        }
    }
}
