package io.nuncio.kernel.stats;

/** What a histogram's numbers mean; part of nothing but its description, percent excepted. */
public enum Unit {
    UNSPECIFIED,
    BYTES,
    MICROSECONDS,
    MILLISECONDS,
    /** Recorded as parts of a hundred times {@link #PERCENT_SCALE}, shown as parts of a hundred. */
    PERCENT;

    /** By how much a percentage is multiplied before it is recorded. */
    public static final int PERCENT_SCALE = 1_000_000;

    /** What a recorded number is divided by before it is shown. */
    public long scale() {
        return this == PERCENT ? PERCENT_SCALE : 1;
    }
}
