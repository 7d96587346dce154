package io.nuncio.kernel.buffer;

/**
 * Is told when something holds too much, and when it holds little enough again: an above and a below in turn. Called on
 * the loop, inside the call that changed the size; it may change the queue that tells.
 */
public interface WatermarkCallbacks {

    /** Takes no notice. */
    WatermarkCallbacks NONE = new WatermarkCallbacks() {
        @Override
        public void aboveHighWatermark() {}

        @Override
        public void belowLowWatermark() {}
    };

    /** From two runnables. */
    static WatermarkCallbacks of(Runnable whenAbove, Runnable whenBelow) {
        return new WatermarkCallbacks() {
            @Override
            public void aboveHighWatermark() {
                whenAbove.run();
            }

            @Override
            public void belowLowWatermark() {
                whenBelow.run();
            }
        };
    }

    /** It holds more than the high watermark: whoever fills it should stop. */
    void aboveHighWatermark();

    /** It has shrunk to the low watermark, half of the high one: filling may go on. */
    void belowLowWatermark();

    /** It holds a multiple of the high watermark, though told to stop; once. */
    default void aboveOverflow() {}
}
