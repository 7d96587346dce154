package io.nuncio.kernel.stats;

import java.util.Arrays;

/**
 * How many numbers fell into which bin: immutable, for any thread. Computes what Envoy shows, with its rounding: all
 * results are divided by the scale of the histogram's {@link Unit}.
 */
public final class Distribution {

    /** The quantiles that Envoy shows. */
    static final double[] QUANTILES = {0, 0.25, 0.5, 0.75, 0.90, 0.95, 0.99, 0.995, 0.999, 1};

    private static final Distribution NOTHING = new Distribution(new short[0], new long[0], 1);

    private final short[] bins;
    private final long[] counts;
    private final long scale;
    private final long count;

    private Distribution(short[] bins, long[] counts, long scale) {
        this.bins = bins;
        this.counts = counts;
        this.scale = scale;
        long sum = 0;
        for (long each : counts) {
            sum += each;
        }
        this.count = sum;
    }

    /** No number at all. */
    public static Distribution empty() {
        return NOTHING;
    }

    /** From {@link Bins#COUNT} counts. */
    static Distribution of(long[] dense, long scale) {
        int size = 0;
        for (long each : dense) {
            if (each != 0) {
                size++;
            }
        }
        if (size == 0) {
            return NOTHING;
        }
        short[] bins = new short[size];
        long[] counts = new long[size];
        int at = 0;
        for (int bin = 0; bin < dense.length; bin++) {
            if (dense[bin] != 0) {
                bins[at] = (short) bin;
                counts[at++] = dense[bin];
            }
        }
        return new Distribution(bins, counts, scale);
    }

    /** Takes these counts from {@link Bins#COUNT} others. */
    void subtractFrom(long[] dense) {
        for (int i = 0; i < bins.length; i++) {
            dense[bins[i]] -= counts[i];
        }
    }

    /** How many numbers. */
    public long count() {
        return count;
    }

    /** About their sum: each number counts as the middle of its bin. */
    public double sum() {
        double sum = 0;
        for (int i = 0; i < bins.length; i++) {
            sum += Bins.middle(bins[i]) * counts[i];
        }
        return sum / scale;
    }

    /** How many lie in bins that begin at or below the threshold. */
    public long countBelow(double threshold) {
        double limit = threshold * scale;
        long below = 0;
        for (int i = 0; i < bins.length && Bins.lower(bins[i]) <= limit; i++) {
            below += counts[i];
        }
        return below;
    }

    /**
     * The quantiles for ascending arguments from 0 to 1; not-a-number for an empty distribution. The numbers of a bin
     * count as spread evenly within it, both ends left free.
     */
    public double[] quantiles(double... wanted) {
        double[] found = new double[wanted.length];
        if (count == 0) {
            Arrays.fill(found, Double.NaN);
            return found;
        }
        int at = 0;
        long before = 0;
        for (int i = 0; i < wanted.length; i++) {
            long rank = Math.clamp((long) Math.ceil(count * wanted[i]), 1, count);
            while (before + counts[at] < rank) {
                before += counts[at++];
            }
            double part = (rank - before) / (counts[at] + 1.0);
            found[i] = (Bins.lower(bins[at]) + part * Bins.width(bins[at])) / scale;
        }
        return found;
    }

    /** How many bins hold something. */
    public int binCount() {
        return bins.length;
    }

    /** The smallest number of the n-th filled bin. */
    public double lower(int n) {
        return Bins.lower(bins[n]) / scale;
    }

    /** The width of the n-th filled bin. */
    public double width(int n) {
        return Bins.width(bins[n]) * (1.0 / scale);
    }

    /** What the n-th filled bin holds. */
    public long count(int n) {
        return counts[n];
    }
}
