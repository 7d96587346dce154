package io.nuncio.proxy.wire.http1;

import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spi.message.Decimal;
import io.nuncio.proxy.spi.message.Head;
import org.jspecify.annotations.Nullable;

/** The first line of a response. The reason phrase may be missing and may hold anything but control characters. */
final class StatusLine implements FirstLine {

    private static final int STATUS_MAX = 9_999;
    private static final byte[] START = {'H', 'T', 'T', 'P', '/'};

    private int version;
    private int status;
    private int reasonFrom;
    private int reasonLength;

    int version() {
        return version;
    }

    int status() {
        return status;
    }

    /** Where the reason phrase begins in the block, and how long it is. */
    int reasonFrom() {
        return reasonFrom;
    }

    int reasonLength() {
        return reasonLength;
    }

    @Override
    public @Nullable Http1Error take(Head head, int from, int to) {
        byte[] block = head.bytes();
        int versionTo = from;
        while (versionTo < to && !Chars.blank(block[versionTo])) {
            versionTo++;
        }
        version = Version.parse(block, from, versionTo);
        int at = versionTo;
        while (at < to && Chars.blank(block[at])) {
            at++;
        }
        int digits = at;
        while (digits < to && Chars.digit(block[digits])) {
            digits++;
        }
        long number = Decimal.parse(block, at, digits - at);
        boolean ends = digits == to || Chars.blank(block[digits]);
        if (version == Version.NONE || number < 0 || number > STATUS_MAX || !ends) {
            return Http1Error.SYNTAX;
        }
        status = (int) number;
        while (digits - at > 1 && block[at] == '0') {
            at++;
        }
        reasonFrom = Math.min(digits + 1, to);
        reasonLength = to - reasonFrom;
        for (int i = reasonFrom; i < to; i++) {
            if (!Chars.VALUE[block[i] & 0xFF]) {
                return Http1Error.SYNTAX;
            }
        }
        head.receivedPseudo(HeaderNames.STATUS, at, digits - at);
        return null;
    }

    @Override
    public boolean hopeless(byte[] block, int from, int to) {
        for (int i = 0; i < START.length && from + i < to; i++) {
            if (block[from + i] != START[i]) {
                return true;
            }
        }
        return false;
    }
}
