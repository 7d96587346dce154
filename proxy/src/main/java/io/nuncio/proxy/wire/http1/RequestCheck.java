package io.nuncio.proxy.wire.http1;

import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.http.Http1Spec;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.Protocol;
import org.jspecify.annotations.Nullable;

/** What is checked when the head of a request is complete, and what follows from it. */
final class RequestCheck {

    private final Http1Spec spec;
    private final RequestLine line;

    private Protocol protocol = Protocol.HTTP_11;
    private boolean upgrade;

    RequestCheck(Http1Spec spec, RequestLine line) {
        this.spec = spec;
        this.line = line;
    }

    Protocol protocol() {
        return protocol;
    }

    /** Whether the request asks for another protocol; also CONNECT does. */
    boolean upgrade() {
        return upgrade;
    }

    @Nullable
    Http1Error check(Head head, Framing framing) {
        protocol = line.version() == Version.V11 ? Protocol.HTTP_11 : Protocol.HTTP_10;
        if (protocol == Protocol.HTTP_10 && !spec.acceptHttp10()) {
            return Http1Error.VERSION;
        }
        Http1Error wrong = framing(head, framing);
        if (wrong == null && line.controls()) {
            wrong = Http1Error.CHARACTERS;
        }
        if (wrong == null) {
            wrong = RequestTarget.resolve(head, line.connect(), line.options(), spec.absoluteUrl());
        }
        if (wrong == null && !authority(head)) {
            wrong = Http1Error.AUTHORITY;
        }
        if (wrong == null && protocol == Protocol.HTTP_11 && head.has(HeaderNames.CONNECTION)) {
            wrong = ConnectionField.removeNamed(head);
        }
        if (protocol == Protocol.HTTP_10 && !spec.defaultHost().isEmpty() && !head.has(HeaderNames.AUTHORITY)) {
            head.set(HeaderNames.AUTHORITY, spec.defaultHost());
        }
        return wrong;
    }

    private @Nullable Http1Error framing(Head head, Framing framing) {
        Http1Error wrong = Lengths.check(head, spec.chunkedLength());
        if (wrong != null) {
            return wrong;
        }
        upgrade = ConnectionField.upgrade(head);
        if (upgrade && head.valueEqualsIgnoreCase(HeaderNames.UPGRADE, "h2c")) {
            ConnectionField.dropHttp2Offer(head);
            upgrade = false;
        }
        boolean chunked = head.has(HeaderNames.TRANSFER_ENCODING);
        long length = head.number(HeaderNames.CONTENT_LENGTH);
        if (line.connect()) {
            upgrade = true;
            if (length > 0) {
                return Http1Error.CONNECT_BODY;
            }
            head.remove(HeaderNames.CONTENT_LENGTH);
        }
        if (chunked && (line.connect() || !Lengths.chunked(head))) {
            return Http1Error.CODING;
        }
        if (chunked && protocol == Protocol.HTTP_10) {
            return Http1Error.CODING_NOT_ALLOWED;
        }
        if (upgrade) {
            framing.of(Framing.Kind.RAW);
        } else if (chunked) {
            framing.of(Framing.Kind.CHUNKED);
        } else {
            framing.length(Math.max(0, length));
        }
        return null;
    }

    private static boolean authority(Head head) {
        int at = head.find(HeaderNames.AUTHORITY, 0);
        if (at < 0) {
            return true;
        }
        byte[] block = head.bytes();
        int from = head.valueFrom(at);
        for (int i = from; i < from + head.valueLength(at); i++) {
            if (!Chars.AUTHORITY[block[i] & 0xFF]) {
                return false;
            }
        }
        return true;
    }
}
