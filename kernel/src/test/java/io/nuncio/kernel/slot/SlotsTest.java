package io.nuncio.kernel.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.ManualLoop;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The cases T01-T24 one message at a time: the test decides when a worker hears of something. */
final class SlotsTest {

    private static final int WORKERS = 3;

    private final HandLoops loops = new HandLoops(WORKERS);
    private final Slots slots = loops.slots;

    @AfterEach
    void close() {
        loops.close();
    }

    @Test
    void t01_what_belongs_to_main_is_rejected_on_a_worker_and_takes_no_index() {
        Slot<String> slot = allocate();
        WorkerLocal<String> local = allocateLocal();
        Dispatcher late = loops.newWorker().dispatcher();
        int indexes = entries();
        List<Runnable> calls = List.of(
                slots::allocate,
                slots::allocateLocal,
                () -> slot.set("x"),
                () -> local.set(loop -> "x"),
                () -> local.runOnAllThreads(object -> {}),
                () -> slots.runOnAllThreads(() -> {}),
                () -> slots.runOnAllThreads(() -> {}, () -> {}),
                () -> slots.together(() -> {}),
                () -> slots.registerWorker(late),
                () -> slots.generations().open("x"),
                slots::stats,
                slots::shutdownGlobalThreading);
        for (Runnable call : calls) {
            assertThatThrownBy(() -> loops.worker(0).asCurrent(call)).isInstanceOf(WrongThreadException.class);
        }
        loops.drain();
        assertThat(entries()).isEqualTo(indexes);
        assertThat(slots.isShutdown()).isFalse();
        assertThat(loops.<@Nullable String>askMain(slot::getOrNull)).isNull();
        // A stranger's thread without a loop is no main either.
        for (Runnable call : calls) {
            assertThat(thrownByStranger(call)).isInstanceOf(WrongThreadException.class);
        }
    }

    @Test
    void t02_an_initializer_runs_once_on_each_thread_with_its_own_dispatcher() {
        WorkerLocal<String> local = allocateLocal();
        List<String> ran = new ArrayList<>();
        loops.onMain(() -> {
            local.set(loop -> {
                assertThat(loop).isSameAs(Dispatcher.current());
                ran.add(loop.name());
                return loop.name();
            });
            assertThat(local.get()).as("main reads it when set returns").isEqualTo("main");
        });
        assertThat(ran).containsExactly("main");
        loops.drain();
        assertThat(ran).containsExactlyInAnyOrder("main", "worker_0", "worker_1", "worker_2");
        for (ManualLoop loop : loops.all()) {
            assertThat(loop.asCurrent(local::get)).isEqualTo(loop.dispatcher().name());
        }
    }

    @Test
    void t03_one_shared_object_is_the_same_everywhere_and_new_ones_are_distinct() {
        Slot<Object> shared = allocate();
        WorkerLocal<Object> same = allocateLocal();
        WorkerLocal<Object> own = allocateLocal();
        Object one = new Object();
        loops.onMain(() -> {
            shared.set(one);
            same.set(loop -> one);
            own.set(loop -> new Object());
        });
        loops.drain();
        IdentityHashMap<Object, Boolean> distinct = new IdentityHashMap<>();
        for (ManualLoop loop : loops.all()) {
            assertThat(loop.asCurrent(shared::get)).isSameAs(one);
            assertThat(loop.asCurrent(same::get)).isSameAs(one);
            distinct.put(loop.asCurrent(own::get), true);
        }
        assertThat(distinct).hasSize(WORKERS + 1);
    }

    @Test
    void t04_an_initializer_that_gives_null_leaves_the_thread_empty() {
        WorkerLocal<String> local = allocateLocal();
        List<String> called = new ArrayList<>();
        List<String> done = new ArrayList<>();
        loops.onMain(() -> {
            local.set(loop -> "before");
            local.set(loop -> null);
            local.runOnAllThreads(called::add, () -> done.add("done"));
        });
        loops.drain();
        for (ManualLoop loop : loops.all()) {
            assertThat(isNull(loop, local)).isTrue();
            assertThatThrownBy(() -> loop.asCurrent(local::get)).isInstanceOf(SlotUnsetException.class);
        }
        assertThat(called).isEmpty();
        assertThat(done).containsExactly("done");
        assertThat(failures()).isZero();
        Slot<String> slot = allocate();
        assertThatThrownBy(() -> loops.onMain(() -> slot.set(nothing()))).isInstanceOf(NullPointerException.class);
    }

    @Test
    void t05_a_slot_that_was_never_set_is_empty_beside_a_higher_one_that_was() {
        Slot<String> low = allocate();
        Slot<String> high = allocate();
        loops.onMain(() -> high.set("high"));
        loops.drain();
        for (ManualLoop loop : loops.all()) {
            assertThatThrownBy(() -> loop.asCurrent(low::get))
                    .isInstanceOf(SlotUnsetException.class)
                    .hasMessage("slot#0 has no value on this thread");
            assertThat(loop.asCurrent(() -> low.getOrNull() == null)).isTrue();
            assertThat(loop.asCurrent(high::get)).isEqualTo("high");
        }
    }

    @Test
    void t05_a_foreign_thread_gets_a_named_exception() {
        Slot<String> slot = allocate();
        WorkerLocal<String> local = allocateLocal();
        Generation generation = loops.askMain(() -> slots.generations().open("g"));
        loops.onMain(() -> {
            slot.set("mine");
            local.set(loop -> "mine");
        });
        loops.drain();
        try (HandLoops others = new HandLoops(1)) {
            Slot<String> theirs = others.askMain(others.slots::allocate);
            others.onMain(() -> theirs.set("theirs"));
            others.drain();
            List<Runnable> reads = List.of(slot::get, slot::getOrNull, local::get, local::getOrNull, generation::hold);
            for (Runnable read : reads) {
                assertThatThrownBy(() -> others.worker(0).asCurrent(read))
                        .isInstanceOf(UnregisteredThreadException.class);
                assertThatThrownBy(() -> others.onMain(read)).isInstanceOf(UnregisteredThreadException.class);
                assertThatThrownBy(() -> loops.newWorker().asCurrent(read))
                        .isInstanceOf(UnregisteredThreadException.class);
                assertThat(thrownByStranger(read)).isInstanceOf(UnregisteredThreadException.class);
            }
        }
    }

    @Test
    void t08_a_set_during_a_callback_is_not_seen_by_it() {
        Slot<String> slot = allocate();
        loops.onMain(() -> slot.set("old"));
        loops.drain();
        loops.worker(0).asCurrent(() -> {
            String first = slot.get();
            loops.onMain(() -> slot.set("new"));
            assertThat(slot.get()).isSameAs(first);
        });
        loops.drain();
        assertThat(loops.worker(0).asCurrent(slot::get)).isEqualTo("new");
    }

    @Test
    void t10_an_initializer_of_a_closed_slot_never_runs() {
        WorkerLocal<String> local = allocateLocal();
        List<String> ran = new ArrayList<>();
        loops.onMain(() -> local.set(loop -> {
            ran.add(loop.name());
            return loop.name();
        }));
        loops.worker(0).runOnce();
        loops.onMain(local::close);
        loops.drain();
        assertThat(ran).containsExactlyInAnyOrder("main", "worker_0");
        for (ManualLoop loop : loops.all()) {
            assertThat(isNull(loop, local)).isTrue();
        }
    }

    @Test
    void t12_an_index_that_is_used_again_never_shows_the_old_object() {
        Slot<String> old = allocate();
        loops.onMain(() -> old.set("told"));
        loops.drain();
        loops.onMain(() -> old.set("not told"));
        loops.onMain(old::close);
        Slot<String> next = allocate();
        assertThat(next.index).isEqualTo(old.index);
        for (ManualLoop worker : loops.workers) {
            worker.dispatcher().post(() -> assertThat(next.getOrNull() == null).isTrue());
        }
        loops.onMain(() -> next.set("next"));
        loops.drain();
        for (ManualLoop loop : loops.all()) {
            assertThat(loop.asCurrent(next::get)).isEqualTo("next");
            assertThat(loop.asCurrent(() -> old.getOrNull() == null)).isTrue();
            assertThatThrownBy(() -> loop.asCurrent(old::get))
                    .isInstanceOf(SlotUnsetException.class)
                    .hasMessage("slot#0 is closed");
        }
        assertThatThrownBy(() -> loops.onMain(() -> old.set("x"))).isInstanceOf(SlotClosedException.class);
        assertThatThrownBy(() -> loops.onMain(() -> old.set("x"))).hasMessage("slot#0 is closed");
        assertThat(loops.askMain(next::get)).isEqualTo("next");
    }

    @Test
    void t17_a_dispatcher_registers_once() {
        assertThatThrownBy(() ->
                        loops.onMain(() -> slots.registerWorker(loops.worker(0).dispatcher())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("worker_0 is registered already");
        assertThatThrownBy(() -> loops.onMain(() -> slots.registerWorker(loops.main.dispatcher())))
                .isInstanceOf(IllegalStateException.class);
        try (HandLoops others = new HandLoops(0)) {
            assertThatThrownBy(() -> others.onMain(
                            () -> others.slots.registerWorker(loops.worker(0).dispatcher())))
                    .isInstanceOf(IllegalStateException.class);
        }
        List<String> ran = new ArrayList<>();
        loops.onMain(() -> slots.runOnAllThreads(() -> ran.add(HandLoops.here())));
        loops.drain();
        assertThat(ran).containsExactlyInAnyOrder("main", "worker_0", "worker_1", "worker_2");
    }

    @Test
    void t18_a_slot_that_is_closed_on_a_worker_frees_its_index_on_main() {
        Slot<String> slot = allocate();
        loops.onMain(() -> slot.set("x"));
        loops.drain();
        loops.worker(1).asCurrent(slot::close);
        assertThat(entries()).as("main hasn't heard of it").isOne();
        loops.main.runOnce();
        assertThat(entries()).isZero();
        assertThat(loops.worker(0).asCurrent(slot::get))
                .as("nor has another worker")
                .isEqualTo("x");
        loops.drain();
        for (ManualLoop loop : loops.all()) {
            assertThat(loop.asCurrent(() -> slot.getOrNull() == null)).isTrue();
        }
        assertThat(allocate().index).isEqualTo(slot.index);
        loops.worker(2).asCurrent(slot::close);
        loops.drain();
        assertThat(entries()).as("the second close does nothing").isOne();
    }

    @Test
    void t24_an_index_that_was_never_set_is_free_after_one_round() {
        Slot<String> a = allocate();
        Slot<String> b = allocate();
        WorkerLocal<String> c = allocateLocal();
        loops.onMain(a::close);
        loops.onMain(c::close);
        assertThat(loops.askMain(slots::stats).indexesFree()).isEqualTo(2);
        assertThat(allocate().index).as("freed last, used first").isEqualTo(c.index);
        assertThat(allocate().index).isEqualTo(a.index);
        assertThat(allocate().index).isEqualTo(b.index + 2);
        assertThat(failures()).isZero();
    }

    private <T> Slot<T> allocate() {
        return loops.askMain(slots::allocate);
    }

    private <T> WorkerLocal<T> allocateLocal() {
        return loops.askMain(slots::allocateLocal);
    }

    private static boolean isNull(ManualLoop loop, WorkerLocal<String> local) {
        return loop.asCurrent(() -> local.getOrNull() == null);
    }

    private int entries() {
        return loops.askMain(slots::stats).entriesLive();
    }

    private long failures() {
        return loops.askMain(slots::stats).failures();
    }

    @SuppressWarnings("NullAway") // what a caller without null checks would pass
    private static String nothing() {
        @Nullable String none = null;
        return none;
    }

    /** What a call throws on a thread that has nothing to do with any loop. */
    private static @Nullable Throwable thrownByStranger(Runnable call) {
        @Nullable Throwable[] thrown = {null};
        Thread stranger = Thread.ofPlatform().unstarted(call);
        stranger.setUncaughtExceptionHandler((thread, e) -> thrown[0] = e);
        stranger.start();
        try {
            stranger.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return thrown[0];
    }
}
