package io.nuncio.kernel.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nuncio.kernel.thread.ManualLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several changes, one message to each worker. */
final class SlotsTogetherTest {

    private final HandLoops loops = new HandLoops(3);
    private final Slots slots = loops.slots;
    private final List<String> log = new ArrayList<>();

    @AfterEach
    void close() {
        loops.close();
    }

    @Test
    void together_is_one_message_and_one_event() {
        Slot<String> a = allocate();
        Slot<String> b = allocate();
        Slot<String> gone = allocate();
        loops.onMain(() -> gone.set("x"));
        loops.drain();
        long before = loops.worker(0).dispatcher().stats().postsRun();
        loops.onMain(() -> {
            slots.together(() -> {
                a.set("a1");
                slots.together(() -> b.set("b1"));
                gone.close();
                slots.runOnAllThreads(
                        () -> log.add(HandLoops.here() + " " + a.get() + b.get() + gone.getOrNull()),
                        () -> log.add("done"));
                assertThat(a.getOrNull())
                        .as("main sees it when together returns")
                        .isNull();
            });
            assertThat(a.get() + b.get()).isEqualTo("a1b1");
        });
        assertThat(loops.worker(0).asCurrent(() -> a.getOrNull() == null && b.getOrNull() == null))
                .isTrue();
        loops.worker(0).runUntilIdle();
        assertThat(loops.worker(0).dispatcher().stats().postsRun() - before).isOne();
        loops.drain();
        assertThat(log)
                .containsExactly(
                        "main a1b1null", "worker_0 a1b1null", "worker_1 a1b1null", "worker_2 a1b1null", "done");
    }

    @Test
    void together_that_throws_changes_nothing_but_what_it_closed() {
        Slot<String> a = allocate();
        Slot<String> gone = allocate();
        Generation old = loops.askMain(() -> slots.generations().open("old"));
        loops.onMain(() -> a.set("before"));
        loops.onMain(() -> gone.set("gone"));
        loops.drain();
        int live = loops.askMain(slots::stats).entriesLive();
        assertThatThrownBy(() -> loops.onMain(() -> slots.together(() -> {
                    a.set("after");
                    gone.close();
                    slots.runOnAllThreads(() -> log.add("ran"), () -> log.add("done"));
                    slots.generations().open("never");
                    old.retire(() -> log.add("closed"));
                    throw new IllegalStateException("planned");
                })))
                .hasMessage("planned");
        ManualLoop late = loops.newWorker();
        loops.onMain(() -> slots.registerWorker(late.dispatcher()));
        loops.drain();
        assertThat(log).isEmpty();
        for (ManualLoop loop : loops.all()) {
            assertThat(loop.asCurrent(a::get)).isEqualTo("before");
            assertThat(loop.asCurrent(() -> gone.getOrNull() == null)).isTrue();
        }
        assertThat(loops.askMain(slots::stats).entriesLive()).isEqualTo(live - 1);
        assertThat(loops.askMain(slots.generations()::live)).isOne();
        loops.onMain(() -> old.retire(() -> log.add("closed")));
        loops.drain();
        assertThat(log).containsExactly("closed");
    }

    @Test
    void an_inner_together_that_fails_takes_only_its_own_changes_back() {
        Slot<String> a = allocate();
        Slot<String> b = allocate();
        loops.onMain(() -> slots.together(() -> {
            a.set("a");
            assertThatThrownBy(() -> slots.together(() -> {
                        b.set("b");
                        throw new IllegalStateException("planned");
                    }))
                    .hasMessage("planned");
        }));
        loops.drain();
        assertThat(loops.worker(0).asCurrent(a::get)).isEqualTo("a");
        assertThat(loops.worker(0).asCurrent(() -> b.getOrNull() == null)).isTrue();
        assertThatThrownBy(() -> loops.onMain(() -> slots.together(slots::shutdownGlobalThreading)))
                .hasMessage("shutdown inside together()");
        assertThat(slots.isShutdown()).isFalse();
    }

    private <T> Slot<T> allocate() {
        return loops.askMain(slots::allocate);
    }
}
