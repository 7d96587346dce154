package io.nuncio.kernel.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nuncio.kernel.thread.ManualLoop;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who holds on, who comes late, who ends, and in which order. */
final class SlotsLifeTest {

    private static final int WORKERS = 3;

    private final HandLoops loops = new HandLoops(WORKERS);
    private final Slots slots = loops.slots;
    private final List<String> log = new ArrayList<>();

    @AfterEach
    void close() {
        loops.close();
    }

    /** Says when and where it is closed, and what it can still read then. */
    private record Probe(
            String name, List<String> log, @Nullable WorkerLocal<Probe> reads) implements AutoCloseable {

        @Override
        public void close() {
            Probe read = reads == null ? null : reads.getOrNull();
            log.add(HandLoops.here() + " closes " + name + (read == null ? "" : " reading " + read.name));
        }
    }

    @Test
    void t09_an_old_value_stays_usable_and_is_closed_once_when_its_last_holder_drops_it() {
        record Published(String spec, Generation generation) {}
        Slot<Published> slot = allocate();
        Generation old = loops.askMain(() -> slots.generations().open("old"));
        loops.onMain(() -> slot.set(new Published("old spec", old)));
        loops.drain();
        // Two streams on one worker, one on another, one user on main.
        Published held = loops.worker(0).asCurrent(slot::get);
        loops.worker(0).asCurrent(old::hold);
        loops.worker(0).asCurrent(old::hold);
        loops.worker(1).asCurrent(old::hold);
        loops.onMain(old::hold);
        Generation next = loops.askMain(() -> slots.generations().open("next"));
        loops.onMain(() -> slots.together(() -> {
            slot.set(new Published("next spec", next));
            old.retire(() -> log.add(HandLoops.here() + " closes " + held.spec));
        }));
        loops.drain();
        assertThat(loops.worker(0).asCurrent(slot::get).spec).isEqualTo("next spec");
        assertThat(held.spec).isEqualTo("old spec");
        assertThat(loops.askMain(old::waitingFor)).containsExactly("main", "worker_0", "worker_1");
        loops.worker(1).asCurrent(old::release);
        loops.worker(0).asCurrent(old::release);
        loops.onMain(old::release);
        loops.drain();
        assertThat(log).isEmpty();
        assertThat(loops.askMain(old::waitingFor)).containsExactly("worker_0");
        loops.worker(0).asCurrent(old::release);
        assertThat(log).as("closed on main, not where the last holder was").isEmpty();
        loops.drain();
        assertThat(log).containsExactly("main closes old spec");
        assertThat(loops.askMain(slots.generations()::live)).isOne();
    }

    @Test
    void t09_a_worker_local_object_is_closed_on_its_thread_after_it_was_replaced() {
        WorkerLocal<Probe> local = allocateLocal();
        loops.onMain(() -> local.set(loop -> new Probe("a", log, local)));
        loops.drain();
        loops.onMain(() -> local.set(loop -> new Probe("b", log, local)));
        assertThat(log).containsExactly("main closes a reading b");
        loops.drain();
        assertThat(log)
                .containsExactlyInAnyOrder(
                        "main closes a reading b",
                        "worker_0 closes a reading b",
                        "worker_1 closes a reading b",
                        "worker_2 closes a reading b");
        log.clear();
        loops.onMain(local::close);
        loops.drain();
        assertThat(log)
                .containsExactlyInAnyOrder(
                        "main closes b", "worker_0 closes b", "worker_1 closes b", "worker_2 closes b");
    }

    @Test
    void t09_an_object_that_the_initializer_gives_again_is_not_closed() {
        WorkerLocal<Probe> local = allocateLocal();
        Probe same = new Probe("same", log, null);
        loops.onMain(() -> local.set(loop -> same));
        loops.onMain(() -> local.set(loop -> same));
        loops.drain();
        assertThat(log).isEmpty();
        assertThat(loops.worker(0).asCurrent(local::get)).isSameAs(same);
    }

    @Test
    void t16_a_worker_that_registers_late_gets_the_latest_value_of_every_live_set_slot() {
        Slot<String> set = allocate();
        Slot<String> unset = allocate();
        Slot<String> closed = allocate();
        Slot<String> closedByWorker = allocate();
        loops.onMain(() -> {
            set.set("old");
            closed.set("closed");
            closedByWorker.set("closed");
            set.set("latest");
            closed.close();
        });
        loops.worker(0).asCurrent(closedByWorker::close);
        ManualLoop late = loops.newWorker();
        loops.onMain(() -> slots.registerWorker(late.dispatcher()));
        late.runUntilIdle();
        assertThat(late.asCurrent(set::get)).isEqualTo("latest");
        for (Slot<String> empty : List.of(unset, closed, closedByWorker)) {
            assertThat(late.asCurrent(() -> empty.getOrNull() == null)).isTrue();
        }
        loops.onMain(() -> set.set("after"));
        loops.drain();
        assertThat(late.asCurrent(set::get)).isEqualTo("after");
    }

    @Test
    void t16_a_set_right_after_registration_wins_over_the_replay() {
        Slot<String> slot = allocate();
        WorkerLocal<String> local = allocateLocal();
        loops.onMain(() -> {
            slot.set("before");
            local.set(loop -> "before");
        });
        ManualLoop late = loops.newWorker();
        loops.onMain(() -> {
            slots.registerWorker(late.dispatcher());
            slot.set("after");
            local.set(loop -> "after");
        });
        loops.drain();
        assertThat(late.asCurrent(slot::get)).isEqualTo("after");
        assertThat(late.asCurrent(local::get)).isEqualTo("after");
    }

    @Test
    void t16_the_replay_gives_slots_first_then_locals_in_the_order_of_their_first_set() {
        Slot<String> unused = allocate();
        WorkerLocal<String> second = allocateLocal();
        WorkerLocal<String> first = allocateLocal();
        Slot<String> slot = allocate();
        Slot<String> last = allocate();
        loops.onMain(() -> {
            unused.close();
            first.set(loop -> "first");
            slot.set("slot");
            second.set(loop -> "not yet");
            last.set("last");
            second.set(loop -> first.get() + " " + slot.get() + " " + last.get());
            first.set(loop -> "first again");
        });
        ManualLoop late = loops.newWorker();
        loops.onMain(() -> slots.registerWorker(late.dispatcher()));
        late.runUntilIdle();
        assertThat(late.asCurrent(second::get)).isEqualTo("first again slot last");
        assertThat(loops.askMain(slots::stats).failures()).isZero();
    }

    @Test
    void t19_after_global_shutdown_nothing_is_posted_and_nothing_is_accepted() {
        Slot<String> slot = allocate();
        WorkerLocal<String> local = allocateLocal();
        loops.onMain(() -> slot.set("x"));
        loops.onMain(() -> local.set(loop -> "x"));
        loops.drain();
        SlotStats before = loops.askMain(slots::stats);
        ManualLoop late = loops.newWorker();
        loops.onMain(slots::shutdownGlobalThreading);
        loops.onMain(slot::close);
        loops.worker(1).asCurrent(local::close);
        loops.drain();
        assertThat(loops.askMain(slots::stats)).isEqualTo(before);
        for (ManualLoop loop : loops.all()) {
            if (loop != late) {
                assertThat(loop.asCurrent(slot::get)).as("no message came").isEqualTo("x");
            }
        }
        List<Runnable> calls = List.of(
                slots::allocate,
                slots::allocateLocal,
                () -> slot.set("y"),
                () -> local.set(loop -> "y"),
                () -> local.runOnAllThreads(object -> {}),
                () -> local.runOnAllThreads(object -> {}, () -> {}),
                () -> slots.runOnAllThreads(() -> {}),
                () -> slots.runOnAllThreads(() -> {}, () -> {}),
                () -> slots.together(() -> {}),
                () -> slots.registerWorker(late.dispatcher()),
                () -> slots.generations().open("x"),
                slots::shutdownGlobalThreading);
        for (Runnable call : calls) {
            assertThatThrownBy(() -> loops.onMain(call)).isInstanceOf(SlotsShutDownException.class);
        }
        assertThat(loops.askMain(slots::stats)).isEqualTo(before);
        assertThat(slots.isShutdown()).isTrue();
    }

    @Test
    void t20_a_thread_drops_its_objects_from_the_highest_index_down() {
        List<WorkerLocal<Probe>> locals = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            WorkerLocal<Probe> local = allocateLocal();
            String name = Integer.toString(local.index);
            WorkerLocal<Probe> lowest = locals.isEmpty() ? null : locals.getFirst();
            loops.onMain(() -> local.set(loop -> new Probe(name, log, lowest)));
            locals.add(local);
        }
        loops.drain();
        loops.onMain(slots::shutdownGlobalThreading);
        for (ManualLoop loop : loops.all()) {
            log.clear();
            loop.asCurrent(slots::shutdownThread);
            String name = loop.dispatcher().name();
            assertThat(log)
                    .containsExactly(
                            name + " closes 4 reading 0",
                            name + " closes 3 reading 0",
                            name + " closes 2 reading 0",
                            name + " closes 1 reading 0",
                            name + " closes 0");
            assertThat(loop.asCurrent(() -> locals.getFirst().getOrNull() == null))
                    .isTrue();
        }
        log.clear();
        loops.worker(0).asCurrent(slots::shutdownThread);
        assertThat(log).as("a second shutdown finds nothing").isEmpty();
    }

    @Test
    void t20_a_close_hook_that_throws_is_counted_and_the_next_one_runs() {
        WorkerLocal<Probe> low = allocateLocal();
        WorkerLocal<AutoCloseable> high = allocateLocal();
        loops.onMain(() -> low.set(loop -> new Probe("low", log, null)));
        loops.onMain(() -> high.set(loop -> () -> {
            throw new IllegalStateException("planned");
        }));
        loops.drain();
        loops.onMain(slots::shutdownGlobalThreading);
        loops.worker(0).asCurrent(slots::shutdownThread);
        assertThat(log).containsExactly("worker_0 closes low");
        assertThat(loops.askMain(slots::stats).failures()).isOne();
    }

    @Test
    void t21_a_thread_cannot_end_before_the_global_shutdown() {
        Slot<String> slot = allocate();
        loops.onMain(() -> slot.set("x"));
        loops.drain();
        for (ManualLoop loop : loops.all()) {
            assertThatThrownBy(() -> loop.asCurrent(slots::shutdownThread))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("shutdownThread() before shutdownGlobalThreading()");
            assertThat(loop.asCurrent(slot::get)).isEqualTo("x");
        }
        ManualLoop foreign = loops.newWorker();
        loops.onMain(slots::shutdownGlobalThreading);
        assertThatThrownBy(() -> foreign.asCurrent(slots::shutdownThread))
                .isInstanceOf(UnregisteredThreadException.class);
    }

    @Test
    void t23_two_instances_know_nothing_of_each_other() {
        Slot<String> mine = allocate();
        loops.onMain(() -> mine.set("mine"));
        loops.drain();
        try (HandLoops others = new HandLoops(WORKERS)) {
            Slot<String> theirs = others.askMain(others.slots::allocate);
            assertThat(theirs.index).isEqualTo(mine.index);
            others.onMain(() -> theirs.set("theirs"));
            others.drain();
            for (int i = 0; i < WORKERS; i++) {
                assertThat(loops.worker(i).asCurrent(mine::get)).isEqualTo("mine");
                assertThat(others.worker(i).asCurrent(theirs::get)).isEqualTo("theirs");
                ManualLoop other = others.worker(i);
                assertThatThrownBy(() -> other.asCurrent(mine::get)).isInstanceOf(UnregisteredThreadException.class);
            }
            assertThatThrownBy(() -> others.onMain(() -> mine.set("x"))).isInstanceOf(WrongThreadException.class);
            others.onMain(others.slots::shutdownGlobalThreading);
            loops.onMain(() -> mine.set("mine again"));
            loops.drain();
            assertThat(loops.worker(0).asCurrent(mine::get)).isEqualTo("mine again");
            assertThat(slots.isShutdown()).isFalse();
        }
    }

    @Test
    void a_worker_that_has_exited_refuses_and_is_counted_as_done() {
        Slot<String> slot = allocate();
        loops.onMain(() -> slots.runOnAllThreads(() -> log.add(HandLoops.here()), () -> log.add("done 1")));
        loops.worker(0).dispatcher().exit();
        loops.onMain(() -> slots.runOnAllThreads(() -> log.add(HandLoops.here()), () -> log.add("done 2")));
        loops.onMain(() -> slot.set("x"));
        loops.worker(1).runUntilIdle();
        loops.worker(2).runUntilIdle();
        loops.main.runUntilIdle();
        assertThat(log).containsExactly("main", "main", "worker_1", "worker_1", "worker_2", "worker_2", "done 2");
        loops.worker(0).dispatcher().shutdown();
        loops.main.runUntilIdle();
        assertThat(log).as("the discarded message counts").endsWith("done 2", "done 1");
        assertThat(loops.worker(1).asCurrent(slot::get)).isEqualTo("x");
    }

    private <T> Slot<T> allocate() {
        return loops.askMain(slots::allocate);
    }

    private <T> WorkerLocal<T> allocateLocal() {
        return loops.askMain(slots::allocateLocal);
    }
}
