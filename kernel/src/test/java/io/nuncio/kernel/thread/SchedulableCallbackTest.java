package io.nuncio.kernel.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Callbacks of this and of the next iteration. */
class SchedulableCallbackTest {

    private final ManualLoop loop = new ManualLoop("callbacks");
    private final Dispatcher dispatcher = loop.dispatcher();
    private final List<String> order = new ArrayList<>();

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void d18_currentIterationRunsInOrderAndBeforeTheNextIteration() {
        SchedulableCallback later = logging("next");
        SchedulableCallback first = logging("current 1");
        SchedulableCallback second = logging("current 2");
        inIteration(() -> {
            later.scheduleNextIteration();
            first.scheduleCurrentIteration();
            second.scheduleCurrentIteration();
        });
        loop.runOnce();
        assertThat(order).containsExactly("current 1", "current 2");
        assertThat(later.enabled()).isTrue();
        loop.runOnce();
        assertThat(order).containsExactly("current 1", "current 2", "next");
        assertThat(later.enabled()).isFalse();
        loop.runOnce();
        assertThat(order).hasSize(3);
    }

    @Test
    void d18_whatWasScheduledForNextRunsBeforeWhatIsScheduledInThatIteration() {
        SchedulableCallback later = logging("next");
        SchedulableCallback current = logging("current");
        Timer timer = dispatcher.createTimer(current::scheduleCurrentIteration);
        inIteration(() -> {
            later.scheduleNextIteration();
            timer.enableMs(0);
        });
        loop.runOnce();
        loop.runOnce();
        assertThat(order).containsExactly("next", "current");
    }

    @Test
    void d18_cancelTakesBackAndIsIdempotent() {
        SchedulableCallback current = logging("current");
        SchedulableCallback later = logging("next");
        inIteration(() -> {
            current.scheduleCurrentIteration();
            current.cancel();
            current.cancel();
            later.scheduleNextIteration();
        });
        loop.runOnce();
        assertThat(current.enabled()).isFalse();
        assertThat(later.enabled()).isTrue();
        later.cancel();
        assertThat(later.enabled()).isFalse();
        loop.runUntilIdle();
        assertThat(order).isEmpty();
    }

    @Test
    void d18_aCallbackMayCancelAndCloseOthersThatAreDue() {
        SchedulableCallback cancelled = logging("cancelled");
        SchedulableCallback closed = logging("closed");
        SchedulableCallback last = logging("last");
        SchedulableCallback first = dispatcher.createSchedulableCallback(() -> {
            order.add("first");
            cancelled.cancel();
            closed.close();
        });
        inIteration(() -> {
            first.scheduleCurrentIteration();
            cancelled.scheduleCurrentIteration();
            closed.scheduleCurrentIteration();
            last.scheduleCurrentIteration();
        });
        loop.runOnce();
        assertThat(order).containsExactly("first", "last");
        assertThatThrownBy(closed::scheduleCurrentIteration).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(closed::scheduleNextIteration).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void d18_aChainStaysInTheSameIteration() {
        List<SchedulableCallback> chain = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int link = i;
            chain.add(dispatcher.createSchedulableCallback(() -> {
                order.add("link " + link);
                if (link < 3) {
                    chain.get(link + 1).scheduleCurrentIteration();
                }
            }));
        }
        inIteration(chain.get(0)::scheduleCurrentIteration);
        loop.runOnce();
        assertThat(order).containsExactly("link 0", "link 1", "link 2", "link 3");
        assertThat(dispatcher.stats().iterations()).isEqualTo(1);
    }

    @Test
    void d18_aCallbackMayScheduleItselfAgain() {
        int[] left = {3};
        SchedulableCallback[] self = new SchedulableCallback[1];
        self[0] = dispatcher.createSchedulableCallback(() -> {
            order.add("run");
            if (--left[0] > 0) {
                self[0].scheduleNextIteration();
            }
        });
        self[0].scheduleCurrentIteration();
        loop.runOnce();
        assertThat(order).hasSize(1);
        loop.runOnce();
        assertThat(order).hasSize(2);
        loop.runUntilIdle();
        assertThat(order).hasSize(3);
    }

    @Test
    void d18_rescheduling() {
        SchedulableCallback currentThenNext = logging("current then next");
        SchedulableCallback nextThenCurrent = logging("next then current");
        SchedulableCallback twice = logging("twice");
        inIteration(() -> {
            nextThenCurrent.scheduleNextIteration();
            nextThenCurrent.scheduleCurrentIteration();
            currentThenNext.scheduleCurrentIteration();
            currentThenNext.scheduleNextIteration();
            twice.scheduleCurrentIteration();
            twice.scheduleCurrentIteration();
        });
        loop.runOnce();
        assertThat(order).containsExactly("current then next", "twice");
        loop.runOnce();
        assertThat(order).containsExactly("current then next", "twice", "next then current");
        loop.runUntilIdle();
        assertThat(order).hasSize(3);
    }

    @Test
    void d18_aCallbackThatIsDueIsNotPutOffByAskingForTheNextIteration() {
        SchedulableCallback due = logging("due");
        inIteration(due::scheduleNextIteration);
        loop.runOnce();
        Timer timer = dispatcher.createTimer(due::scheduleNextIteration);
        timer.enableMs(0);
        loop.runOnce();
        assertThat(order).containsExactly("due");
        assertThat(due.enabled()).isFalse();
    }

    @Test
    void cancellingInTheMiddleKeepsTheOrderOfTheRest() {
        List<SchedulableCallback> callbacks = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            callbacks.add(logging("c" + i));
        }
        callbacks.forEach(SchedulableCallback::scheduleCurrentIteration);
        callbacks.get(2).cancel();
        callbacks.get(4).cancel();
        callbacks.get(0).cancel();
        callbacks.get(2).scheduleCurrentIteration();
        loop.runOnce();
        assertThat(order).containsExactly("c1", "c3", "c2");
    }

    /** What is posted before a pass runs ahead of its iteration; this runs within. */
    private void inIteration(Runnable code) {
        dispatcher.createTimer(code).enableMs(0);
    }

    private SchedulableCallback logging(String name) {
        return dispatcher.createSchedulableCallback(() -> order.add(name));
    }
}
