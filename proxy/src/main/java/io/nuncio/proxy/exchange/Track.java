package io.nuncio.proxy.exchange;

import io.nuncio.filter.inline.StreamFilter.Verdict;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spi.message.Head;
import org.jspecify.annotations.Nullable;

/** What differs between the two directions of a {@link Pass}. */
interface Track {
    /** How many filters there are. */
    int filters();

    /** Whether something lies behind the last filter; if not, that filter takes everything. */
    boolean hasSink();

    /** Calls a filter; null if the stream was answered, reset or destroyed meanwhile: nothing of it goes on here. */
    @Nullable
    Verdict headers(int at, Head head, boolean end);

    @Nullable
    Verdict data(int at, ByteQueue data, boolean end);

    @Nullable
    Verdict trailers(int at, Head trailers);

    /** Whether a filter that holds the head wants to see what follows. */
    boolean seesDataWhileHolding(int at);

    void sinkHeaders(Head head, boolean end);

    void sinkData(ByteQueue data, boolean end);

    void sinkTrailers(Head trailers);

    /** Whether this direction can still go on: not when it is over or the stream is gone. */
    boolean alive();

    /** A verdict that makes no sense here. */
    void illegal(int at, String what);

    /** More is held than the limit, and it is not streaming. */
    void tooLarge();

    /** More is held than the limit: the source is to stop, or may go on. */
    void pauseSource(boolean pause);
}
