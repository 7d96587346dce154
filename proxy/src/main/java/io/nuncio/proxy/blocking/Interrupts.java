package io.nuncio.proxy.blocking;

import org.jspecify.annotations.Nullable;

/**
 * Interrupts the threads of a stream that has ended, from a thread of its own: an interruption runs code of whoever the
 * filter waits for (it closes channels, and takes locks that the filter may hold), and the worker waits for nobody.
 */
final class Interrupts {

    private Interrupts() {}

    static void send(@Nullable Thread first, @Nullable Thread second) {
        if (first == null && second == null) {
            return;
        }
        Thread.ofVirtual().name("filter interrupt").start(() -> {
            if (first != null) {
                first.interrupt();
            }
            if (second != null) {
                second.interrupt();
            }
        });
    }
}
