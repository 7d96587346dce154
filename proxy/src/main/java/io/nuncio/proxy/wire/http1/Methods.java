package io.nuncio.proxy.wire.http1;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The methods that Envoy takes by default: the registered ones, in capital letters, but for M-SEARCH. */
final class Methods {

    private static final int LENGTH_LIMIT = 16;

    /** By length. */
    private static final byte[][][] KNOWN =
            byLength("ACL BIND CHECKOUT CONNECT COPY DELETE GET HEAD LINK LOCK MERGE MKACTIVITY"
                    + " MKCALENDAR MKCOL MOVE NOTIFY OPTIONS PATCH POST PROPFIND PROPPATCH PURGE PUT QUERY REBIND REPORT SEARCH SOURCE"
                    + " SUBSCRIBE TRACE UNBIND UNLINK UNLOCK UNSUBSCRIBE");

    private Methods() {}

    static boolean known(byte[] block, int from, int to) {
        int length = to - from;
        if (length >= LENGTH_LIMIT) {
            return false;
        }
        for (byte[] each : KNOWN[length]) {
            if (Arrays.equals(each, 0, length, block, from, to)) {
                return true;
            }
        }
        return false;
    }

    /** Whether that is a token at all. */
    static boolean token(byte[] block, int from, int to) {
        for (int i = from; i < to; i++) {
            if (Chars.NAME[block[i] & 0xFF] == 0) {
                return false;
            }
        }
        return to > from;
    }

    private static byte[][][] byLength(String names) {
        byte[][][] table = new byte[LENGTH_LIMIT][][];
        for (int length = 0; length < LENGTH_LIMIT; length++) {
            int wanted = length;
            table[length] = Arrays.stream(names.split(" ", -1))
                    .filter(each -> each.length() == wanted)
                    .map(each -> each.getBytes(StandardCharsets.US_ASCII))
                    .toArray(byte[][]::new);
        }
        return table;
    }
}
