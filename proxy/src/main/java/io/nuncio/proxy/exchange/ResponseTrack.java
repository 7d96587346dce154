package io.nuncio.proxy.exchange;

import io.nuncio.filter.inline.StreamFilter.Verdict;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spi.message.Head;
import org.jspecify.annotations.Nullable;

/** The way of a response: from the last filter to the first, and out. */
record ResponseTrack(HttpStream stream) implements Track {

    @Override
    public int filters() {
        return stream.filterCount();
    }

    @Override
    public boolean hasSink() {
        return true;
    }

    @Override
    public @Nullable Verdict headers(int at, Head head, boolean end) {
        ActiveFilter active = stream.filter(stream.filterCount() - 1 - at);
        stream.enter(active, Phase.RESPONSE_HEADERS, null);
        Verdict verdict = null;
        try {
            verdict = active.filter().onResponseHeaders(head, end);
        } catch (RuntimeException | StackOverflowError failure) {
            stream.failed(active, failure);
        }
        return stream.exit(active, Phase.RESPONSE_HEADERS, verdict);
    }

    @Override
    public @Nullable Verdict data(int at, ByteQueue data, boolean end) {
        ActiveFilter active = stream.filter(stream.filterCount() - 1 - at);
        stream.enter(active, Phase.RESPONSE_DATA, data);
        Verdict verdict = null;
        try {
            verdict = active.filter().onResponseData(stream.lent, end);
        } catch (RuntimeException | StackOverflowError failure) {
            stream.failed(active, failure);
        }
        return stream.exit(active, Phase.RESPONSE_DATA, verdict);
    }

    @Override
    public @Nullable Verdict trailers(int at, Head trailers) {
        ActiveFilter active = stream.filter(stream.filterCount() - 1 - at);
        stream.enter(active, Phase.RESPONSE_TRAILERS, null);
        Verdict verdict = null;
        try {
            verdict = active.filter().onResponseTrailers(trailers);
        } catch (RuntimeException | StackOverflowError failure) {
            stream.failed(active, failure);
        }
        return stream.exit(active, Phase.RESPONSE_TRAILERS, verdict);
    }

    @Override
    public boolean seesDataWhileHolding(int at) {
        return stream.filter(stream.filterCount() - 1 - at).seesDataWhileHolding();
    }

    @Override
    public void sinkHeaders(Head head, boolean end) {
        stream.answer().sendHeaders(head, end);
    }

    @Override
    public void sinkData(ByteQueue data, boolean end) {
        stream.answer().sendData(data, end);
    }

    @Override
    public void sinkTrailers(Head trailers) {
        stream.answer().sendTrailers(trailers);
    }

    @Override
    public boolean alive() {
        return !stream.gone();
    }

    @Override
    public void pauseSource(boolean pause) {
        if (pause) {
            stream.wayOut().above();
        } else {
            stream.wayOut().below();
        }
    }

    @Override
    public void illegal(int at, String what) {
        stream.illegal(stream.filterCount() - 1 - at, what);
    }

    @Override
    public void tooLarge() {
        stream.answer().tooLarge(false);
    }
}
