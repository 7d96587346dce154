package io.nuncio.proxy.spi.message;

/** Numbers in decimal digits, in bytes. */
public final class Decimal {

    /** What {@link #parse} answers for anything but decimal digits, and for more than {@link Long#MAX_VALUE}. */
    public static final long INVALID = -2;

    private static final int RADIX = 10;

    private Decimal() {}

    /** A number of at least one digit and nothing else; else {@link #INVALID}. */
    public static long parse(byte[] block, int from, int length) {
        long value = 0;
        for (int i = from; i < from + length; i++) {
            int digit = block[i] - '0';
            if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / RADIX) {
                return INVALID;
            }
            value = value * RADIX + digit;
        }
        return length == 0 ? INVALID : value;
    }

    /** How many digits {@code value}, which is not negative, has. */
    public static int length(long value) {
        int length = 1;
        for (long left = value; left >= RADIX; left /= RADIX) {
            length++;
        }
        return length;
    }

    /** Writes the last {@code length} digits. */
    public static void put(long value, byte[] target, int from, int length) {
        long left = value;
        for (int i = from + length - 1; i >= from; i--) {
            target[i] = (byte) ('0' + left % RADIX);
            left /= RADIX;
        }
    }
}
