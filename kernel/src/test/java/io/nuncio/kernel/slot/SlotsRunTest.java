package io.nuncio.kernel.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.ManualLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Foreign code on every thread: its order, its completion, its failures. */
final class SlotsRunTest {

    private final HandLoops loops = new HandLoops(3);
    private final Slots slots = loops.slots;

    @AfterEach
    void close() {
        loops.close();
    }

    @Test
    void t11_a_callback_of_a_closed_slot_is_skipped_and_its_completion_is_not() {
        WorkerLocal<String> local = allocateLocal();
        loops.onMain(() -> local.set(Dispatcher::name));
        loops.drain();
        List<String> called = new ArrayList<>();
        List<String> done = new ArrayList<>();
        loops.onMain(() -> local.runOnAllThreads(called::add, () -> done.add(HandLoops.here())));
        loops.worker(1).runOnce();
        loops.onMain(local::close);
        assertThat(done).isEmpty();
        loops.drain();
        assertThat(called).containsExactlyInAnyOrder("main", "worker_1");
        assertThat(done).containsExactly("main");
    }

    @Test
    void t11_a_closed_local_accepts_no_more_callbacks() {
        WorkerLocal<String> local = allocateLocal();
        loops.onMain(local::close);
        assertThatThrownBy(() -> loops.onMain(() -> local.runOnAllThreads(object -> {})))
                .isInstanceOf(SlotClosedException.class);
        assertThatThrownBy(() -> loops.onMain(() -> local.runOnAllThreads(object -> {}, () -> {})))
                .isInstanceOf(SlotClosedException.class);
        assertThatThrownBy(() -> loops.onMain(() -> local.set(loop -> "x"))).isInstanceOf(SlotClosedException.class);
    }

    @Test
    void t13_without_completion_main_is_last_and_with_one_it_is_first() {
        List<String> order = new ArrayList<>();
        ManualLoop worker = loops.worker(0);
        loops.onMain(() -> {
            slots.runOnAllThreads(() -> {
                order.add(HandLoops.here());
                if (Dispatcher.current() == loops.main.dispatcher()) {
                    worker.dispatcher().post(() -> order.add("after"));
                }
            });
            assertThat(order).as("main runs inline").containsExactly("main");
        });
        worker.runOnce();
        assertThat(order).as("the worker was posted to before main ran").containsExactly("main", "worker_0", "after");
        loops.drain();
        order.clear();
        loops.onMain(() -> {
            slots.runOnAllThreads(
                    () -> {
                        order.add(HandLoops.here());
                        if (Dispatcher.current() == loops.main.dispatcher()) {
                            worker.dispatcher().post(() -> order.add("before"));
                        }
                    },
                    () -> order.add("done on " + HandLoops.here()));
            assertThat(order).containsExactly("main");
        });
        worker.runOnce();
        assertThat(order).as("main ran before the worker was posted to").containsExactly("main", "before", "worker_0");
        loops.worker(1).runOnce();
        loops.main.runOnce();
        assertThat(order).as("not before the last worker").doesNotContain("done on main");
        assertThat(loops.askMain(slots::stats).completionsPending()).isOne();
        loops.worker(2).runOnce();
        assertThat(order).as("posted, not run where the last worker was").doesNotContain("done on main");
        loops.main.runOnce();
        loops.drain();
        assertThat(order).containsExactly("main", "before", "worker_0", "worker_1", "worker_2", "done on main");
        assertThat(loops.askMain(slots::stats).completionsPending()).isZero();
    }

    @Test
    void t14_with_zero_workers_the_completion_is_posted_too() {
        try (HandLoops alone = new HandLoops(0)) {
            List<String> order = new ArrayList<>();
            alone.onMain(() -> {
                alone.slots.runOnAllThreads(() -> order.add("main"), () -> order.add("done"));
                order.add("returned");
            });
            alone.drain();
            assertThat(order).containsExactly("main", "returned", "done");
        }
    }

    @Test
    void t15_a_callback_that_throws_on_one_worker_stops_nothing() {
        List<String> ran = new ArrayList<>();
        List<String> done = new ArrayList<>();
        loops.onMain(() -> slots.runOnAllThreads(
                () -> {
                    ran.add(HandLoops.here());
                    if (Dispatcher.current() == loops.worker(1).dispatcher()) {
                        throw new IllegalStateException("planned");
                    }
                },
                () -> done.add("done")));
        loops.drain();
        assertThat(ran).containsExactlyInAnyOrder("main", "worker_0", "worker_1", "worker_2");
        assertThat(done).containsExactly("done");
        assertThat(failures()).isOne();
    }

    @Test
    void t15_an_initializer_that_throws_keeps_the_previous_value_and_its_neighbours() {
        WorkerLocal<String> local = allocateLocal();
        Slot<String> neighbour = allocate();
        loops.onMain(() -> local.set(loop -> "first"));
        loops.onMain(() -> slots.together(() -> {
            local.set(loop -> {
                if (loop == loops.worker(2).dispatcher()) {
                    throw new StackOverflowError("planned");
                }
                if (loop == loops.main.dispatcher()) {
                    throw new IllegalArgumentException("planned");
                }
                return "second";
            });
            neighbour.set("set");
        }));
        loops.drain();
        assertThat(failures()).isEqualTo(2);
        assertThat(loops.askMain(local::get)).isEqualTo("first");
        assertThat(loops.worker(2).asCurrent(local::get)).isEqualTo("first");
        assertThat(loops.worker(0).asCurrent(local::get)).isEqualTo("second");
        for (ManualLoop loop : loops.all()) {
            assertThat(loop.asCurrent(neighbour::get)).isEqualTo("set");
        }
    }

    private <T> Slot<T> allocate() {
        return loops.askMain(slots::allocate);
    }

    private <T> WorkerLocal<T> allocateLocal() {
        return loops.askMain(slots::allocateLocal);
    }

    private long failures() {
        return loops.askMain(slots::stats).failures();
    }
}
