package io.nuncio.proxy.wire.http1;

import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.http.Http1Spec;
import io.nuncio.proxy.spi.message.Head;
import org.jspecify.annotations.Nullable;

/**
 * The first line of a request. Its parts may be separated by any number of blanks and tabs, as Envoy takes them; what is
 * the end of one part is never in doubt.
 */
final class RequestLine implements FirstLine {

    /** The longest method has fewer letters; more of the line need not be looked at before it is complete. */
    private static final int LOOKED_AT_EARLY_BYTES = 64;

    private final Http1Spec spec;

    private int version;
    private boolean connect;
    private boolean options;
    private boolean controls;

    RequestLine(Http1Spec spec) {
        this.spec = spec;
    }

    int version() {
        return version;
    }

    boolean connect() {
        return connect;
    }

    boolean options() {
        return options;
    }

    /** Whether there is a control character in the target, which is told after what is wrong with fields. */
    boolean controls() {
        return controls;
    }

    @Override
    public @Nullable Http1Error take(Head head, int from, int to) {
        byte[] block = head.bytes();
        int methodTo = blank(block, from, to);
        boolean known =
                spec.customMethods() ? Methods.token(block, from, methodTo) : Methods.known(block, from, methodTo);
        int targetFrom = notBlank(block, methodTo, to);
        if (!known || targetFrom == to) {
            return Http1Error.SYNTAX;
        }
        connect = is(block, from, methodTo, "CONNECT");
        options = is(block, from, methodTo, "OPTIONS");
        int targetTo = blank(block, targetFrom, to);
        if (!target(block, targetFrom, targetTo)) {
            return Http1Error.SYNTAX;
        }
        int versionFrom = notBlank(block, targetTo, to);
        int versionTo = to;
        while (versionTo > versionFrom && Chars.blank(block[versionTo - 1])) {
            versionTo--;
        }
        version = versionFrom == versionTo ? Version.V09 : Version.parse(block, versionFrom, versionTo);
        if (version == Version.NONE) {
            return Http1Error.SYNTAX;
        }
        head.receivedPseudo(HeaderNames.METHOD, from, methodTo - from);
        head.receivedPseudo(HeaderNames.PATH, targetFrom, targetTo - targetFrom);
        return null;
    }

    @Override
    public boolean hopeless(byte[] block, int from, int to) {
        int end = Math.min(to, from + LOOKED_AT_EARLY_BYTES);
        for (int i = from; i < end && !Chars.blank(block[i]); i++) {
            if (Chars.NAME[block[i] & 0xFF] == 0 && block[i] != '\r') {
                return true;
            }
        }
        return from < to && (Chars.blank(block[from]) || block[from] == '\r');
    }

    /** Notes control characters; answers false for a CR and for bytes beyond ASCII. */
    private boolean target(byte[] block, int from, int to) {
        controls = false;
        for (int i = from; i < to; i++) {
            byte b = block[i];
            if (b < 0 || b == '\r') {
                return false;
            }
            controls |= b < ' ' || b == 0x7F;
        }
        return true;
    }

    private static int blank(byte[] block, int from, int to) {
        int i = from;
        while (i < to && !Chars.blank(block[i])) {
            i++;
        }
        return i;
    }

    private static int notBlank(byte[] block, int from, int to) {
        int i = from;
        while (i < to && Chars.blank(block[i])) {
            i++;
        }
        return i;
    }

    private static boolean is(byte[] block, int from, int to, String text) {
        if (to - from != text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (block[from + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
