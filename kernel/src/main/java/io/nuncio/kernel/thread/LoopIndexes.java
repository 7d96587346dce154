package io.nuncio.kernel.thread;

import java.util.BitSet;

/** Hands out the smallest free number, so that arrays indexed by loop stay short. Any thread. */
final class LoopIndexes {

    private static final BitSet TAKEN = new BitSet();

    private LoopIndexes() {}

    static synchronized int take() {
        int index = TAKEN.nextClearBit(0);
        TAKEN.set(index);
        return index;
    }

    static synchronized void giveBack(int index) {
        TAKEN.clear(index);
    }
}
