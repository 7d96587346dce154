package io.nuncio.proxy.spi.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes being written, in UTF-8. Grows as needed and is used again after {@link #clear}. Belongs to one thread.
 */
public final class TextSink {

    private static final int FIRST_CAPACITY_BYTES = 512;
    private static final int DIGITS_OF_LONG = 20;

    private byte[] bytes = new byte[FIRST_CAPACITY_BYTES];
    private int length;
    private boolean json;

    /** Forgets what was written. */
    public void clear() {
        length = 0;
    }

    /** How many bytes have been written. */
    public int length() {
        return length;
    }

    /** Cuts off everything after {@code newLength} bytes. */
    public void truncate(int newLength) {
        length = Math.min(length, newLength);
    }

    /** The bytes written so far: valid up to {@link #length}, until the next write. */
    public byte[] array() {
        return bytes;
    }

    /** One ASCII character. */
    public void ascii(char c) {
        ensure(1);
        bytes[length++] = (byte) c;
    }

    /** Text; what is not ASCII becomes UTF-8. */
    public void text(String text) {
        int n = text.length();
        ensure(n);
        int at = length;
        for (int i = 0; i < n; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                length = at;
                bytes(text.substring(i).getBytes(StandardCharsets.UTF_8));
                return;
            }
            bytes[at++] = (byte) c;
        }
        length = at;
    }

    /**
     * The value of a field, one character for each byte: in a text as these bytes, in JSON, which has to be UTF-8, each as
     * the character of its number.
     */
    void field(String value) {
        if (json) {
            text(value);
            return;
        }
        int n = value.length();
        ensure(n);
        for (int i = 0; i < n; i++) {
            bytes[length++] = (byte) value.charAt(i);
        }
    }

    /** Whether JSON is being written. */
    void json(boolean now) {
        json = now;
    }

    /** Bytes as they are. */
    public void bytes(byte[] more) {
        bytes(more, 0, more.length);
    }

    /** Bytes as they are. */
    public void bytes(byte[] more, int from, int count) {
        ensure(count);
        System.arraycopy(more, from, bytes, length, count);
        length += count;
    }

    /** A number in decimal digits. */
    public void number(long value) {
        if (value < 0) {
            text(Long.toString(value));
            return;
        }
        ensure(DIGITS_OF_LONG);
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        int at = length + digits;
        length = at;
        long rest = value;
        do {
            bytes[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
    }

    /** The last {@code digits} decimal digits of a number that is not negative, with zeros in front. */
    public void digits(long value, int digits) {
        ensure(digits);
        long rest = value;
        for (int at = length + digits - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    /**
     * Turns everything from {@code from} on into the inside of a JSON string: quotes, backslashes and control characters
     * are escaped.
     */
    public void escapeJson(int from) {
        int at = from;
        while (at < length && !needsEscape(bytes[at])) {
            at++;
        }
        if (at == length) {
            return;
        }
        byte[] plain = Arrays.copyOfRange(bytes, at, length);
        length = at;
        for (byte b : plain) {
            escaped(b);
        }
    }

    private static boolean needsEscape(byte b) {
        return b == '"' || b == '\\' || (b >= 0 && b < ' ') || b == 0x7F;
    }

    private void escaped(byte b) {
        switch (b) {
            case '"' -> text("\\\"");
            case '\\' -> text("\\\\");
            case '\b' -> text("\\b");
            case '\t' -> text("\\t");
            case '\n' -> text("\\n");
            case '\f' -> text("\\f");
            case '\r' -> text("\\r");
            default -> {
                if (needsEscape(b)) {
                    text("\\u00");
                    ascii(Character.forDigit(b >> 4, 16));
                    ascii(Character.forDigit(b & 0xF, 16));
                } else {
                    ensure(1);
                    bytes[length++] = b;
                }
            }
        }
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
