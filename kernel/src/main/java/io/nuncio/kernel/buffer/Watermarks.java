package io.nuncio.kernel.buffer;

/** When a queue's size is told. Confined to one loop. */
final class Watermarks {

    private int high;
    private long overflow;
    private boolean above;
    private boolean overflowTold;
    private WatermarkCallbacks told = WatermarkCallbacks.NONE;

    void set(int highBytes, int overflowFactor, WatermarkCallbacks callbacks) {
        if (highBytes < 0 || overflowFactor < 0) {
            throw new IllegalArgumentException("watermark " + highBytes + ", overflow factor " + overflowFactor);
        }
        high = highBytes;
        overflow = (long) highBytes * overflowFactor;
        told = callbacks;
    }

    int high() {
        return high;
    }

    boolean above() {
        return above;
    }

    void checkHigh(long bytes) {
        if (high > 0 && !above && bytes > high) {
            above = true;
            told.aboveHighWatermark();
        }
        if (overflow > 0 && !overflowTold && bytes > overflow) {
            overflowTold = true;
            told.aboveOverflow();
        }
    }

    void checkLow(long bytes) {
        if (above && (high == 0 || bytes <= high / 2)) {
            above = false;
            told.belowLowWatermark();
        }
    }
}
