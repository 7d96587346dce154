package io.nuncio.kernel.stats;

/**
 * The log-linear bins of circllhist for whole numbers from zero: one for zero, and ninety for each power of ten, so that
 * a bin holds all numbers with the same two first decimal digits. No state.
 */
final class Bins {

    /** Bins of one power of ten: two digits from 10 to 99. */
    static final int PER_DECADE = 90;

    /** A positive long has at most nineteen digits. */
    static final int DECADES = 19;

    /** All bins; the first is zero's. */
    static final int COUNT = 1 + DECADES * PER_DECADE;

    private static final int FIRST_MANTISSA = 10;
    private static final long[] POWERS = powers();

    private Bins() {}

    private static long[] powers() {
        long[] powers = new long[DECADES];
        long power = 1;
        for (int i = 0; i < DECADES; i++) {
            powers[i] = power;
            power *= 10;
        }
        return powers;
    }

    /** The decade of a positive number: its count of digits less one. */
    static int decade(long value) {
        int guess = ((Long.SIZE - Long.numberOfLeadingZeros(value)) * 1233) >>> 12;
        return guess >= DECADES || value < POWERS[guess] ? guess - 1 : guess;
    }

    /** The place of a positive number within its decade. */
    static int place(long value, int decade) {
        long mantissa = decade == 0 ? value * 10 : value / POWERS[decade - 1];
        return (int) mantissa - FIRST_MANTISSA;
    }

    /** The bin of a number; negative ones count as zero. */
    static int of(long value) {
        if (value <= 0) {
            return 0;
        }
        int decade = decade(value);
        return 1 + decade * PER_DECADE + place(value, decade);
    }

    /** The smallest number of the bin. */
    static double lower(int bin) {
        if (bin == 0) {
            return 0;
        }
        int decade = (bin - 1) / PER_DECADE;
        int mantissa = (bin - 1) % PER_DECADE + FIRST_MANTISSA;
        return mantissa / 10.0 * POWERS[decade];
    }

    /** The distance to the next bin; zero for zero's. */
    static double width(int bin) {
        return bin == 0 ? 0 : POWERS[(bin - 1) / PER_DECADE] / 10.0;
    }

    /** The number that stands for the bin in sums: the one with the least relative error to both ends. */
    static double middle(int bin) {
        if (bin == 0) {
            return 0;
        }
        double bottom = lower(bin);
        double width = width(bin);
        return bottom + width * (bottom / (bottom + (bottom + width)));
    }
}
