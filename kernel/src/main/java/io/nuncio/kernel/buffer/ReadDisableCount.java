package io.nuncio.kernel.buffer;

/**
 * How many have asked a reader to stop: it reads while nobody has, and N requests to stop need N to go on. Confined to
 * one loop. Source: {@code readDisable} of Envoy's connections and streams.
 */
public final class ReadDisableCount implements WatermarkCallbacks {

    private final Runnable stop;
    private final Runnable goOn;
    private int count;

    /**
     * A count of zero.
     *
     * @param stop runs when the first one asks
     * @param goOn runs when the last one has taken its request back
     */
    public ReadDisableCount(Runnable stop, Runnable goOn) {
        this.stop = stop;
        this.goOn = goOn;
    }

    /** One more asks to stop; answers whether that stopped the reader. */
    public boolean disable() {
        if (count++ > 0) {
            return false;
        }
        stop.run();
        return true;
    }

    /** One takes its request back; answers whether the reader goes on. */
    public boolean enable() {
        if (count == 0) {
            throw new IllegalStateException("enabled more often than disabled");
        }
        if (--count > 0) {
            return false;
        }
        goOn.run();
        return true;
    }

    /** Whether anybody has asked to stop. */
    public boolean disabled() {
        return count > 0;
    }

    /** How many have. */
    public int count() {
        return count;
    }

    @Override
    public void aboveHighWatermark() {
        disable();
    }

    @Override
    public void belowLowWatermark() {
        enable();
    }
}
