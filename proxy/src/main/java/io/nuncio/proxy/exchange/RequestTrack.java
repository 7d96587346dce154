package io.nuncio.proxy.exchange;

import io.nuncio.filter.inline.StreamFilter.Verdict;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spi.message.Head;
import org.jspecify.annotations.Nullable;

/** The way of a request: from the first filter to the last, which ends the chain. */
record RequestTrack(HttpStream stream) implements Track {

    @Override
    public int filters() {
        return stream.filterCount();
    }

    @Override
    public boolean hasSink() {
        return false;
    }

    @Override
    public @Nullable Verdict headers(int at, Head head, boolean end) {
        ActiveFilter active = stream.filter(at);
        stream.enter(active, Phase.REQUEST_HEADERS, null);
        Verdict verdict = null;
        try {
            verdict = active.filter().onRequestHeaders(head, end);
        } catch (RuntimeException | StackOverflowError failure) {
            stream.failed(active, failure);
        }
        return stream.exit(active, Phase.REQUEST_HEADERS, verdict);
    }

    @Override
    public @Nullable Verdict data(int at, ByteQueue data, boolean end) {
        ActiveFilter active = stream.filter(at);
        stream.enter(active, Phase.REQUEST_DATA, data);
        Verdict verdict = null;
        try {
            verdict = active.filter().onRequestData(stream.lent, end);
        } catch (RuntimeException | StackOverflowError failure) {
            stream.failed(active, failure);
        }
        return stream.exit(active, Phase.REQUEST_DATA, verdict);
    }

    @Override
    public @Nullable Verdict trailers(int at, Head trailers) {
        ActiveFilter active = stream.filter(at);
        stream.enter(active, Phase.REQUEST_TRAILERS, null);
        Verdict verdict = null;
        try {
            verdict = active.filter().onRequestTrailers(trailers);
        } catch (RuntimeException | StackOverflowError failure) {
            stream.failed(active, failure);
        }
        return stream.exit(active, Phase.REQUEST_TRAILERS, verdict);
    }

    @Override
    public boolean seesDataWhileHolding(int at) {
        return stream.filter(at).seesDataWhileHolding();
    }

    @Override
    public void sinkHeaders(Head head, boolean end) {
        throw new IllegalStateException("nothing lies behind the filter that ends a chain");
    }

    @Override
    public void sinkData(ByteQueue data, boolean end) {
        throw new IllegalStateException("nothing lies behind the filter that ends a chain");
    }

    @Override
    public void sinkTrailers(Head trailers) {
        throw new IllegalStateException("nothing lies behind the filter that ends a chain");
    }

    @Override
    public boolean alive() {
        return !stream.gone() && !stream.answer().replied();
    }

    @Override
    public void pauseSource(boolean pause) {
        stream.readDisable(pause);
    }

    @Override
    public void illegal(int at, String what) {
        stream.illegal(at, what);
    }

    @Override
    public void tooLarge() {
        stream.answer().tooLarge(true);
    }
}
