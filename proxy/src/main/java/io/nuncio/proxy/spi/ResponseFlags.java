package io.nuncio.proxy.spi;

import io.nuncio.filter.thread.OnWorker;
import java.util.function.Consumer;

/**
 * A set of response flags that remembers in which order they were set, because logs print them so ({@code UF,URX} of a
 * TCP connection, {@code URX,UF} of a request). Confined to the dispatcher of its record.
 */
@OnWorker
@SuppressWarnings("EnumOrdinal") // bits of a long that never leaves the process
public final class ResponseFlags {

    /** Flags of one record whose order is kept; those beyond it are still members. */
    private static final int ORDERED_MAX = 10;

    private static final int BITS_PER_FLAG = 6;
    private static final int FLAG_MASK = (1 << BITS_PER_FLAG) - 1;
    private static final ResponseFlag[] ALL = ResponseFlag.values();

    private long members;
    private long order;
    private int size;

    /** Adds a flag; one that is already there keeps its place. */
    public void add(ResponseFlag flag) {
        long bit = 1L << flag.ordinal();
        if ((members & bit) != 0) {
            return;
        }
        members |= bit;
        if (size < ORDERED_MAX) {
            order |= (long) flag.ordinal() << (BITS_PER_FLAG * size);
            size++;
        }
    }

    public boolean contains(ResponseFlag flag) {
        return (members & 1L << flag.ordinal()) != 0;
    }

    public boolean isEmpty() {
        return members == 0;
    }

    /** The flags as a bit set by {@link Enum#ordinal}, for filters of access logs. */
    public long bits() {
        return members;
    }

    /** Each flag, in the order in which they were set. */
    public void forEach(Consumer<ResponseFlag> action) {
        for (int i = 0; i < size; i++) {
            action.accept(ALL[(int) (order >>> (BITS_PER_FLAG * i)) & FLAG_MASK]);
        }
    }

    /** {@code UF,URX}; empty for none. */
    public String shortText() {
        return text(false);
    }

    /** {@code UpstreamConnectionFailure,UpstreamRetryLimitExceeded}; empty for none. */
    public String longText() {
        return text(true);
    }

    private String text(boolean longNames) {
        if (size == 0) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < size; i++) {
            ResponseFlag flag = ALL[(int) (order >>> (BITS_PER_FLAG * i)) & FLAG_MASK];
            text.append(i == 0 ? "" : ",").append(longNames ? flag.longName() : flag.shortName());
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return shortText();
    }
}
