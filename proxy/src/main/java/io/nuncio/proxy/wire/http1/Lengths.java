package io.nuncio.proxy.wire.http1;

import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spi.message.Decimal;
import io.nuncio.proxy.spi.message.Head;
import org.jspecify.annotations.Nullable;

/** Content length and transfer coding, as both sides look at them. */
final class Lengths {

    private Lengths() {}

    /** One length at most, in digits; not together with chunked coding, unless that is allowed. */
    static @Nullable Http1Error check(Head head, boolean chunkedLength) {
        int at = head.find(HeaderNames.CONTENT_LENGTH, 0);
        if (at < 0) {
            return null;
        }
        if (head.find(HeaderNames.CONTENT_LENGTH, at + 1) >= 0
                || head.number(HeaderNames.CONTENT_LENGTH) == Decimal.INVALID) {
            return Http1Error.SYNTAX;
        }
        if (!head.has(HeaderNames.TRANSFER_ENCODING)) {
            return null;
        }
        if (!chunkedLength || !chunked(head)) {
            return Http1Error.LENGTH_AND_CHUNKED;
        }
        head.remove(HeaderNames.CONTENT_LENGTH);
        return null;
    }

    /** Whether chunked is the only coding. */
    static boolean chunked(Head head) {
        int at = head.find(HeaderNames.TRANSFER_ENCODING, 0);
        return head.find(HeaderNames.TRANSFER_ENCODING, at + 1) < 0
                && head.valueEqualsIgnoreCase(HeaderNames.TRANSFER_ENCODING, "chunked");
    }
}
