package io.nuncio.proxy.downstream.http;

import java.util.random.RandomGenerator;

/** Makes values of {@code x-request-id}: random UUIDs of version 4 in text (RFC 9562). */
final class RequestIdentity {

    /** The letter at the place of the UUID's version says that nobody traces the request. */
    static final char NO_TRACE = '4';

    private static final int LENGTH = 36;
    private static final byte[] HEX = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final int VERSION_AT = 14;
    private static final int VARIANT_AT = 19;

    private RequestIdentity() {}

    /** A new one. */
    static byte[] next(RandomGenerator random) {
        byte[] text = new byte[LENGTH];
        long bits = random.nextLong();
        int left = Long.SIZE;
        for (int at = 0; at < LENGTH; at++) {
            if (at == 8 || at == 13 || at == 18 || at == 23) {
                text[at] = '-';
                continue;
            }
            if (left == 0) {
                bits = random.nextLong();
                left = Long.SIZE;
            }
            text[at] = HEX[(int) bits & 0xF];
            bits >>>= 4;
            left -= 4;
        }
        text[VERSION_AT] = (byte) NO_TRACE;
        text[VARIANT_AT] = HEX[8 | Character.digit(text[VARIANT_AT], 16) & 3];
        return text;
    }
}
