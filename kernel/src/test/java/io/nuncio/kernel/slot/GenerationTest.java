package io.nuncio.kernel.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nuncio.kernel.thread.ManualLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class GenerationTest {

    private static final int WORKERS = 3;

    private final HandLoops loops = new HandLoops(WORKERS);
    private final Slots slots = loops.slots;
    private final Generations generations = slots.generations();
    private final List<String> log = new ArrayList<>();

    @AfterEach
    void close() {
        loops.close();
    }

    @Test
    void one_long_stream_across_a_thousand_generations_keeps_only_its_own() {
        record Published(int number, Generation generation) {}
        Slot<Published> slot = loops.askMain(slots::allocate);
        int count = 1_000;
        Generation first = open("0");
        loops.onMain(() -> slot.set(new Published(0, first)));
        loops.drain();
        loops.worker(1).asCurrent(() -> slot.get().generation().hold());
        for (int i = 1; i <= count; i++) {
            int number = i;
            Published before = loops.askMain(slot::get);
            loops.onMain(() -> slots.together(() -> {
                slot.set(new Published(number, generations.open(Integer.toString(number))));
                before.generation().retire(() -> log.add(before.generation().name()));
            }));
            loops.drain();
            // A short stream on every worker, born and gone.
            for (ManualLoop worker : loops.workers) {
                worker.asCurrent(() -> {
                    Published now = slot.get();
                    assertThat(now.number()).isEqualTo(number);
                    now.generation().hold();
                    now.generation().release();
                });
            }
        }
        assertThat(log).hasSize(count - 1).doesNotContain("0", Integer.toString(count));
        assertThat(loops.<Integer>askMain(generations::live)).isEqualTo(2);
        assertThat(loops.<Integer>askMain(generations::retired)).isOne();
        assertThat(loops.askMain(slots::stats).indexesFree()
                        + loops.askMain(slots::stats).entriesLive())
                .as("indexes are used again")
                .isLessThanOrEqualTo(5);
        assertThat(loops.askMain(first::waitingFor)).containsExactly("worker_1");
        loops.worker(1).asCurrent(first::release);
        loops.drain();
        assertThat(log).hasSize(count).endsWith("0");
    }

    @Test
    void a_generation_that_nobody_held_is_closed_when_every_thread_has_swapped() {
        Generation generation = open("g");
        loops.drain();
        loops.onMain(() -> retire(generation));
        loops.worker(0).runUntilIdle();
        loops.worker(1).runUntilIdle();
        loops.main.runUntilIdle();
        assertThat(log).isEmpty();
        assertThat(loops.askMain(generation::waitingFor)).containsExactly("worker_2");
        loops.worker(2).runUntilIdle();
        assertThat(log).isEmpty();
        loops.main.runUntilIdle();
        assertThat(log).containsExactly("main closed g");
        assertThat(loops.<Integer>askMain(generations::live)).isZero();
        assertThat(loops.askMain(slots::stats).entriesLive()).isZero();
    }

    @Test
    void with_zero_workers_the_closing_is_posted_too() {
        try (HandLoops alone = new HandLoops(0)) {
            Generation generation =
                    alone.askMain(() -> alone.slots.generations().open("g"));
            alone.onMain(() -> generation.retire(() -> log.add("closed")));
            assertThat(log).isEmpty();
            alone.drain();
            assertThat(log).containsExactly("closed");
        }
    }

    @Test
    void a_thread_that_is_done_cannot_hold_again_and_one_that_holds_can() {
        Generation generation = open("g");
        loops.drain();
        loops.worker(0).asCurrent(generation::hold);
        loops.onMain(() -> retire(generation));
        loops.drain();
        loops.worker(0).asCurrent(generation::hold);
        assertThatThrownBy(() -> loops.worker(1).asCurrent(generation::hold))
                .isInstanceOf(GenerationEndedException.class)
                .hasMessage("g#0 isn't open on this thread");
        assertThatThrownBy(() -> loops.onMain(generation::hold)).isInstanceOf(GenerationEndedException.class);
        loops.worker(0).asCurrent(generation::release);
        assertThat(log).isEmpty();
        loops.worker(0).asCurrent(generation::release);
        assertThatThrownBy(() -> loops.worker(0).asCurrent(generation::hold))
                .isInstanceOf(GenerationEndedException.class);
        loops.drain();
        assertThat(log).containsExactly("main closed g");
    }

    @Test
    void a_release_without_a_hold_is_refused_and_changes_nothing() {
        Generation generation = open("g");
        loops.drain();
        loops.worker(1).asCurrent(generation::hold);
        assertThatThrownBy(() -> loops.worker(0).asCurrent(generation::release))
                .isInstanceOf(GenerationEndedException.class)
                .hasMessage("g#0 isn't held by this thread");
        loops.onMain(() -> retire(generation));
        loops.drain();
        assertThatThrownBy(() -> loops.worker(0).asCurrent(generation::release))
                .isInstanceOf(GenerationEndedException.class);
        assertThat(log).isEmpty();
        loops.worker(1).asCurrent(generation::release);
        loops.drain();
        assertThat(log).containsExactly("main closed g");
    }

    @Test
    void it_retires_once_and_on_main_only() {
        Generation generation = open("g");
        loops.drain();
        assertThatThrownBy(() -> loops.worker(0).asCurrent(() -> retire(generation)))
                .isInstanceOf(WrongThreadException.class);
        assertThat(loops.<Boolean>askMain(generation::isRetired)).isFalse();
        loops.onMain(() -> retire(generation));
        assertThat(loops.<Boolean>askMain(generation::isRetired)).isTrue();
        assertThatThrownBy(() -> loops.onMain(() -> retire(generation)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("g#0 is retired already");
        loops.drain();
        assertThat(log).containsExactly("main closed g");
    }

    @Test
    void an_index_that_a_generation_gave_back_serves_the_next_owner() {
        Generation generation = open("g");
        loops.drain();
        loops.onMain(() -> retire(generation));
        loops.drain();
        Slot<String> slot = loops.askMain(slots::allocate);
        assertThat(slot.index).isEqualTo(generation.index);
        loops.onMain(() -> slot.set("x"));
        loops.drain();
        assertThat(loops.worker(0).asCurrent(slot::get)).isEqualTo("x");
        assertThatThrownBy(() -> loops.worker(0).asCurrent(generation::hold))
                .isInstanceOf(GenerationEndedException.class);
    }

    @Test
    void a_lease_outlives_its_thread_and_counts_until_it_is_closed_once() {
        Generation generation = open("g");
        loops.drain();
        Lease lease = loops.worker(0).asCurrent(generation::lease);
        Lease second = loops.worker(0).asCurrent(generation::lease);
        loops.onMain(() -> retire(generation));
        loops.drain();
        assertThat(loops.askMain(generation::waitingFor)).isEmpty();
        second.close();
        second.close();
        loops.drain();
        assertThat(log).isEmpty();
        loops.worker(2).asCurrent(lease::close);
        assertThat(log).isEmpty();
        loops.drain();
        assertThat(log).containsExactly("main closed g");
        assertThatThrownBy(() -> loops.worker(0).asCurrent(generation::lease))
                .isInstanceOf(GenerationEndedException.class);
    }

    @Test
    void a_late_worker_takes_part_in_what_is_not_retired() {
        Generation open = open("open");
        Generation retired = open("retired");
        loops.drain();
        loops.worker(0).asCurrent(retired::hold);
        loops.onMain(() -> retire(retired));
        ManualLoop late = loops.newWorker();
        loops.onMain(() -> slots.registerWorker(late.dispatcher()));
        loops.drain();
        late.asCurrent(open::hold);
        assertThatThrownBy(() -> late.asCurrent(retired::hold)).isInstanceOf(GenerationEndedException.class);
        loops.onMain(() -> retire(open));
        loops.worker(0).asCurrent(retired::release);
        loops.drain();
        assertThat(log).containsExactly("main closed retired");
        late.asCurrent(open::release);
        loops.drain();
        assertThat(log).containsExactly("main closed retired", "main closed open");
    }

    @Test
    void a_worker_that_registers_within_the_retirement_can_hold_what_it_still_sees() {
        Slot<Generation> slot = loops.askMain(slots::allocate);
        Generation old = open("old");
        loops.onMain(() -> slot.set(old));
        ManualLoop late = loops.newWorker();
        loops.onMain(() -> slots.together(() -> {
            slot.set(generations.open("next"));
            old.retire(() -> log.add("closed old"));
            slots.registerWorker(late.dispatcher());
            late.runUntilIdle();
            late.asCurrent(() -> slot.get().hold());
        }));
        loops.drain();
        assertThat(late.asCurrent(() -> slot.get().name())).isEqualTo("next");
        assertThat(log).isEmpty();
        late.asCurrent(old::release);
        loops.drain();
        assertThat(log).containsExactly("closed old");
    }

    @Test
    void a_worker_that_left_its_loop_counts_until_it_has_ended() {
        Generation held = open("held");
        loops.drain();
        loops.worker(0).asCurrent(held::hold);
        loops.worker(0).dispatcher().exit();
        Generation later = open("later");
        loops.onMain(() -> retire(held));
        loops.onMain(() -> retire(later));
        loops.drain();
        assertThat(log).as("who never heard of it doesn't count").containsExactly("main closed later");
        loops.onMain(slots::shutdownGlobalThreading);
        loops.worker(0).asCurrent(held::release);
        loops.main.runUntilIdle();
        assertThat(log).as("its streams may still be there").hasSize(1);
        loops.worker(0).asCurrent(slots::shutdownThread);
        loops.main.runUntilIdle();
        assertThat(log).containsExactly("main closed later", "main closed held");
        assertThat(loops.askMain(slots::stats).holdsAbandoned()).isZero();
    }

    @Test
    void what_a_worker_holds_at_its_end_is_counted_and_given_up() {
        Generation generation = open("g");
        loops.drain();
        loops.worker(0).asCurrent(generation::hold);
        loops.worker(0).asCurrent(generation::hold);
        loops.onMain(() -> retire(generation));
        loops.onMain(slots::shutdownGlobalThreading);
        loops.workers.forEach(worker -> worker.asCurrent(slots::shutdownThread));
        loops.main.runUntilIdle();
        assertThat(log).containsExactly("main closed g");
        assertThat(loops.askMain(slots::stats).holdsAbandoned()).isEqualTo(2);
    }

    @Test
    void at_mains_end_what_is_retired_and_free_is_closed_newest_first() {
        Generation a = open("a");
        Generation b = open("b");
        Generation never = open("never retired");
        Generation leased = open("leased");
        loops.drain();
        Lease lease = loops.worker(0).asCurrent(leased::lease);
        loops.onMain(slots::shutdownGlobalThreading);
        loops.workers.forEach(worker -> worker.asCurrent(slots::shutdownThread));
        loops.onMain(() -> retire(a));
        loops.onMain(() -> retire(b));
        loops.onMain(() -> retire(leased));
        loops.main.dispatcher().exit();
        loops.onMain(slots::shutdownThread);
        assertThat(log).containsExactly("main closed b", "main closed a");
        loops.worker(1).asCurrent(lease::close);
        assertThat(log).as("main is gone: the last user closes").endsWith("worker_1 closed leased");
        loops.main.dispatcher().shutdown();
        assertThat(log).as("the posts that main didn't run close nothing twice").hasSize(3);
        assertThat(loops.<Integer>askMain(generations::live)).isEqualTo(2);
        assertThat(loops.<Boolean>askMain(never::isRetired)).isFalse();
    }

    @Test
    void a_closer_that_throws_is_counted() {
        Generation generation = open("g");
        loops.onMain(() -> generation.retire(() -> {
            throw new IllegalStateException("planned");
        }));
        loops.drain();
        assertThat(loops.askMain(slots::stats).failures()).isOne();
        assertThat(loops.<Integer>askMain(generations::live)).isZero();
    }

    @Test
    void the_admin_sees_the_oldest_first() {
        assertThatThrownBy(() -> loops.worker(0).asCurrent(generations::retired))
                .isInstanceOf(WrongThreadException.class);
        open("a");
        Generation b = open("b");
        open("c");
        loops.onMain(() -> retire(b));
        loops.onMain(() -> generations.forEach(g -> log.add(g.name() + " " + g.isRetired())));
        assertThat(log).containsExactly("a false", "b true", "c false");
        assertThat(loops.<Integer>askMain(generations::retired)).isOne();
        assertThatThrownBy(() -> loops.worker(0).asCurrent(generations::live)).isInstanceOf(WrongThreadException.class);
        assertThatThrownBy(() -> loops.worker(0).asCurrent(generations::retired))
                .isInstanceOf(WrongThreadException.class);
        assertThatThrownBy(() -> loops.worker(0).asCurrent(() -> generations.forEach(g -> {})))
                .isInstanceOf(WrongThreadException.class);
        assertThatThrownBy(() -> loops.worker(0).asCurrent(b::waitingFor)).isInstanceOf(WrongThreadException.class);
        assertThatThrownBy(() -> loops.worker(0).asCurrent(b::isRetired)).isInstanceOf(WrongThreadException.class);
    }

    private Generation open(String name) {
        return loops.askMain(() -> generations.open(name));
    }

    private void retire(Generation generation) {
        generation.retire(() -> log.add(HandLoops.here() + " closed " + generation.name()));
    }
}
