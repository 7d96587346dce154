package io.nuncio.proxy.spi.message;

import java.nio.charset.StandardCharsets;

/**
 * Between strings and the bytes of a head: one character a byte (ISO 8859-1). A string with any character beyond that is
 * written as UTF-8.
 */
final class Bytes8 {

    private Bytes8() {}

    /** What {@link #put} will write. */
    static int length(String text) {
        return narrow(text) ? text.length() : text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Writes the bytes; answers where they end. */
    @SuppressWarnings("deprecation") // the only copy of Latin-1 characters that allocates nothing
    static int put(String text, byte[] target, int at) {
        if (narrow(text)) {
            text.getBytes(0, text.length(), target, at);
            return at + text.length();
        }
        byte[] wide = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(wide, 0, target, at, wide.length);
        return at + wide.length;
    }

    static String text(byte[] block, int from, int length) {
        return new String(block, from, length, StandardCharsets.ISO_8859_1);
    }

    /** Equal but for the case of ASCII letters. */
    static boolean equalsIgnoreCase(byte[] block, int from, int length, String text) {
        if (text.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (lower(block[from + i]) != lower((byte) text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    static boolean equals(byte[] block, int from, int length, String text) {
        if (text.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if ((block[from + i] & 0xFF) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
    }

    /**
     * Refuses what would break a message in two.
     *
     * @throws IllegalArgumentException if there is a CR, LF or NUL in it
     */
    static void check(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) {
                throw new IllegalArgumentException("CR, LF or NUL in a field");
            }
        }
    }

    private static boolean narrow(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xFF) {
                return false;
            }
        }
        return true;
    }
}
