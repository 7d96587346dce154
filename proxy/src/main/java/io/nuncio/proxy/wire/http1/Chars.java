package io.nuncio.proxy.wire.http1;

import java.nio.charset.StandardCharsets;

/** Classes of bytes, as tables. */
final class Chars {

    private static final int BYTES = 256;

    /** Of a byte of a name (RFC 9110's token) its lower case; 0 for any other. */
    static final byte[] NAME = new byte[BYTES];

    /** Whether a byte may stand in the value of a field; a tab may, other control characters and DEL may not. */
    static final boolean[] VALUE = new boolean[BYTES];

    /** Whether a byte may stand in an authority: the set of Envoy. */
    static final boolean[] AUTHORITY = new boolean[BYTES];

    static {
        for (byte b : "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz".getBytes(StandardCharsets.US_ASCII)) {
            NAME[b] = b;
        }
        for (int c = 'A'; c <= 'Z'; c++) {
            NAME[c] = (byte) (c | 0x20);
        }
        for (int c = 0; c < BYTES; c++) {
            VALUE[c] = c == '\t' || (c >= ' ' && c != 0x7F);
        }
        for (byte b : "!$%&'()*+,-.:;=@[]_~".getBytes(StandardCharsets.US_ASCII)) {
            AUTHORITY[b] = true;
        }
        for (int c = '0'; c <= 'z'; c++) {
            AUTHORITY[c] |= letterOrDigit((byte) c);
        }
    }

    private Chars() {}

    static boolean blank(byte b) {
        return b == ' ' || b == '\t';
    }

    static boolean digit(byte b) {
        return b >= '0' && b <= '9';
    }

    static boolean letter(byte b) {
        int lower = b | 0x20;
        return lower >= 'a' && lower <= 'z';
    }

    static boolean letterOrDigit(byte b) {
        return digit(b) || letter(b);
    }

    /** The value of a hexadecimal digit, or -1. */
    static int hex(byte b) {
        if (digit(b)) {
            return b - '0';
        }
        int lower = b | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}
