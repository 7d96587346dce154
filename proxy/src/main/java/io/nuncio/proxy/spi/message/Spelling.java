package io.nuncio.proxy.spi.message;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How the names of a head were spelled when they were received: kept only where the codec that reads is told to. The first
 * spelling of a name stands for all of them, also for one that was removed and added again.
 */
public final class Spelling {

    private static final int FIRST_NAMES = 8;

    private final boolean elseProper;
    private byte[][] names = new byte[FIRST_NAMES][];
    private int count;
    private byte @Nullable [] reason;

    /** @param elseProper whether names that were not received are sent as {@code Proper-Case}, or in lower case */
    public Spelling(boolean elseProper) {
        this.elseProper = elseProper;
    }

    /** Whether names that were not received are sent as {@code Proper-Case}. */
    public boolean elseProper() {
        return elseProper;
    }

    /** The reason phrase of a response as it came, if it is to be sent so. */
    public byte @Nullable [] reason() {
        return reason;
    }

    /** Keeps the reason phrase. */
    public void reason(byte[] block, int from, int length) {
        reason = Arrays.copyOfRange(block, from, from + length);
    }

    /** A name as it came. */
    public void add(byte[] block, int from, int length) {
        if (count == names.length) {
            names = Arrays.copyOf(names, count * 2);
        }
        names[count++] = Arrays.copyOfRange(block, from, from + length);
    }

    /** The spelling of a name that is given in lower case, or null. */
    public byte @Nullable [] of(byte[] block, int from, int length) {
        for (int i = 0; i < count; i++) {
            byte[] name = names[i];
            if (name.length == length && same(name, block, from)) {
                return name;
            }
        }
        return null;
    }

    private static boolean same(byte[] name, byte[] block, int from) {
        for (int i = 0; i < name.length; i++) {
            if (Bytes8.lower(name[i]) != block[from + i]) {
                return false;
            }
        }
        return true;
    }
}
