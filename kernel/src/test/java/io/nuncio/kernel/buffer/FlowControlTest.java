package io.nuncio.kernel.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlowControlTest {

    private final List<String> told = new ArrayList<>();

    private WatermarkCallbacks writer(String name) {
        return WatermarkCallbacks.of(() -> told.add(name + " above"), () -> told.add(name + " below"));
    }

    @Test
    void nHighsNeedNLows() {
        ReadDisableCount reads = new ReadDisableCount(() -> told.add("stop"), () -> told.add("go on"));
        reads.aboveHighWatermark();
        assertThat(reads.disable()).isFalse();
        assertThat(reads.disable()).isFalse();
        assertThat(reads.enable()).isFalse();
        reads.belowLowWatermark();
        assertThat(reads.disabled()).isTrue();
        assertThat(reads.count()).isEqualTo(1);
        assertThat(told).containsExactly("stop");
        assertThat(reads.enable()).isTrue();
        assertThat(told).containsExactly("stop", "go on");
        assertThatThrownBy(reads::enable).isInstanceOf(IllegalStateException.class);
        assertThat(reads.disable()).isTrue();
    }

    @Test
    void aLateSubscriberIsToldOfEveryOutstandingAbove() {
        WatermarkSubscribers all = new WatermarkSubscribers();
        WatermarkCallbacks early = writer("early");
        all.subscribe(early);
        all.aboveHighWatermark();
        all.aboveHighWatermark();
        told.clear();
        all.subscribe(writer("late"));
        assertThat(told).containsExactly("late above", "late above");
        told.clear();
        all.belowLowWatermark();
        assertThat(told).containsExactly("early below", "late below");
        all.unsubscribe(early);
        told.clear();
        all.belowLowWatermark();
        assertThat(told).containsExactly("late below");
        assertThat(all.outstanding()).isZero();
        assertThatThrownBy(all::belowLowWatermark).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void nobodySubscribesTwice() {
        WatermarkSubscribers all = new WatermarkSubscribers();
        WatermarkCallbacks one = writer("one");
        all.subscribe(one);
        assertThatThrownBy(() -> all.subscribe(one)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void subscribersMayComeAndGoInsideACallback() {
        WatermarkSubscribers all = new WatermarkSubscribers();
        WatermarkCallbacks second = writer("second");
        WatermarkCallbacks third = writer("third");
        all.subscribe(WatermarkCallbacks.of(
                () -> {
                    told.add("first above");
                    all.unsubscribe(second);
                    all.subscribe(third);
                },
                () -> {
                    told.add("first below");
                    all.unsubscribe(third);
                    all.subscribe(third);
                }));
        all.subscribe(second);
        all.aboveHighWatermark();
        assertThat(told).containsExactly("first above", "third above");
        told.clear();
        all.belowLowWatermark();
        assertThat(told).as("whoever comes anew owes nothing").containsExactly("first below");
    }

    @Test
    void aCallbackThatRelievesTheSourceLeavesEverybodyEven() {
        WatermarkSubscribers all = new WatermarkSubscribers();
        all.subscribe(WatermarkCallbacks.of(
                () -> {
                    told.add("first above");
                    all.belowLowWatermark();
                },
                () -> told.add("first below")));
        all.subscribe(writer("second"));
        all.aboveHighWatermark();
        assertThat(told).containsExactly("first above", "first below");
        assertThat(all.outstanding()).isZero();
    }

    @Test
    void aQueueStopsItsReaderThroughBoth() {
        ReadDisableCount reads = new ReadDisableCount(() -> told.add("stop"), () -> told.add("go on"));
        WatermarkSubscribers all = new WatermarkSubscribers();
        all.subscribe(reads);
        ByteQueue one = new ByteQueue();
        ByteQueue two = new ByteQueue();
        one.watermarks(10, all);
        two.watermarks(10, all);
        one.addAscii("0123456789abc");
        two.moveFrom(one, 1);
        two.addAscii("0123456789abc");
        assertThat(reads.count()).isEqualTo(2);
        one.drain(one.readableBytes());
        assertThat(told).containsExactly("stop");
        two.drain(9);
        assertThat(told).containsExactly("stop", "go on");
        two.release();
    }
}
