package io.nuncio.proxy.wire.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.ResetReason;
import io.nuncio.proxy.spi.message.StreamAnswers;
import java.util.function.BiConsumer;

/** What one end of a stream was told. */
final class StreamLog implements StreamAnswers {

    final StringBuilder text = new StringBuilder();
    BiConsumer<String, Boolean> whenData = (data, end) -> {};
    int resets;
    int blocked;
    private boolean over;

    private void tell(String what, boolean end) {
        assertThat(over).as("told after the end: " + text + " and then " + what).isFalse();
        text.append(what).append(end ? "|end" : "");
        over = end;
    }

    @Override
    public void onInterim(Head head) {
        tell("(" + head.first(HeaderNames.STATUS) + ")", false);
        head.release();
    }

    @Override
    public void onHeaders(Head head, boolean end) {
        String status = head.first(HeaderNames.STATUS);
        tell(status == null ? head.first(HeaderNames.METHOD) + " " + head.first(HeaderNames.PATH) : status, false);
        text.append(end ? "" : "|");
        tell("", end);
        head.release();
    }

    @Override
    public void onData(ByteQueue data, boolean end) {
        String bytes = data.toLatin1();
        data.release();
        tell(bytes, end);
        whenData.accept(bytes, end);
    }

    @Override
    public void onTrailers(Head trailers) {
        tell("|" + trailers.nameAt(0) + "=" + trailers.valueAt(0), true);
        trailers.release();
    }

    @Override
    public void onReset(ResetReason reason, String details) {
        resets++;
        assertThat(resets).isEqualTo(1);
        text.append("reset ").append(reason.detail());
        over = true;
    }

    @Override
    public void onAboveWriteHighWatermark() {
        blocked++;
    }

    @Override
    public void onBelowWriteLowWatermark() {
        blocked--;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
