package io.nuncio.kernel.slot;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.kernel.thread.Dispatcher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The cases of slots in which threads race, on real threads, a thousand times each. */
final class SlotsThreadsTest {

    private static final int WORKERS = 3;
    private static final int ROUNDS = 1_000;

    /** How often each worker looks in a round. */
    private static final int READS = 3;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final RealLoops loops = new RealLoops(WORKERS);
    private final Slots slots = loops.slots;
    private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        loops.close();
        assertThat(violations).as("seed %d", seed).isEmpty();
    }

    @Test
    void t02_t03_an_initializer_runs_on_every_thread_once() {
        WorkerLocal<Object> local = loops.ask(loops.main, slots::allocateLocal);
        for (int round = 0; round < ROUNDS; round++) {
            ConcurrentHashMap<Dispatcher, Object> made = new ConcurrentHashMap<>();
            loops.onMain(() -> local.set(loop -> {
                Object object = new Object();
                if (loop != Dispatcher.current() || made.put(loop, object) != null) {
                    violations.add("wrong loop or twice");
                }
                return object;
            }));
            loops.drain();
            assertThat(made).hasSize(WORKERS + 1);
            for (Dispatcher loop : loops.all()) {
                assertThat(loops.ask(loop, local::get)).isSameAs(made.get(loop));
            }
        }
    }

    @Test
    void t06_versions_never_decrease_and_end_at_the_last() {
        int sets = 10 * ROUNDS;
        Slot<Integer> slot = loops.ask(loops.main, slots::allocate);
        loops.onMain(() -> slot.set(0));
        AtomicLong reads = new AtomicLong();
        int[] last = new int[WORKERS];
        race(
                round -> {
                    for (int version = 10 * round + 1; version <= 10 * round + 10; version++) {
                        slot.set(version);
                    }
                },
                worker -> {
                    int now = Objects.requireNonNullElse(slot.getOrNull(), 0);
                    if (now < last[worker]) {
                        violations.add(now + " after " + last[worker]);
                    }
                    last[worker] = now;
                    reads.incrementAndGet();
                });
        for (Dispatcher loop : loops.all()) {
            assertThat(loops.ask(loop, slot::get)).isEqualTo(sets);
        }
        assertThat(reads.get()).isEqualTo((long) WORKERS * ROUNDS * READS);
    }

    @Test
    void t07_the_slot_that_is_set_first_is_never_behind() {
        Slot<Integer> first = loops.ask(loops.main, slots::allocate);
        Slot<Integer> second = loops.ask(loops.main, slots::allocate);
        Slot<Integer> twinA = loops.ask(loops.main, slots::allocate);
        Slot<Integer> twinB = loops.ask(loops.main, slots::allocate);
        loops.onMain(() -> List.of(first, second, twinA, twinB).forEach(slot -> slot.set(0)));
        loops.drain();
        race(
                round -> {
                    first.set(round);
                    second.set(round);
                    slots.together(() -> {
                        twinB.set(round);
                        twinA.set(round);
                    });
                },
                worker -> {
                    int b = second.get();
                    int a = first.get();
                    if (a < b) {
                        violations.add("first " + a + " second " + b);
                    }
                    int left = twinA.get();
                    int right = twinB.get();
                    if (left != right) {
                        violations.add("together, but " + left + " and " + right);
                    }
                });
    }

    @Test
    @SuppressWarnings("ReferenceEquality") // the same object is what is asked
    void t08_two_reads_in_one_callback_are_one() {
        Slot<Object> slot = loops.ask(loops.main, slots::allocate);
        loops.onMain(() -> slot.set(new Object()));
        loops.drain();
        race(round -> slot.set(new Object()), worker -> {
            Object one = slot.get();
            AtomicBoolean set = new AtomicBoolean();
            if (random().nextInt(32) == 0) {
                loops.main.post(() -> {
                    slot.set(new Object());
                    set.set(true);
                });
                for (int spins = 0; spins < 10_000 && !set.get(); spins++) {
                    Thread.onSpinWait();
                }
            }
            if (slot.get() != one) {
                violations.add("changed within a callback");
            }
        });
    }

    @Test
    void t09_an_old_generation_is_closed_once_after_its_last_holder() {
        record Published(AtomicBoolean closed, Generation generation) {}
        Slot<Published> slot = loops.ask(loops.main, slots::allocate);
        AtomicInteger closed = new AtomicInteger();
        loops.onMain(() ->
                slot.set(new Published(new AtomicBoolean(), slots.generations().open("0"))));
        loops.drain();
        ConcurrentLinkedQueue<Lease> leases = new ConcurrentLinkedQueue<>();
        List<List<Published>> held = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            held.add(new ArrayList<>());
        }
        IntConsumer releaseAll = worker -> {
            for (Published old : held.get(worker)) {
                if (old.closed.get()) {
                    violations.add("closed while held");
                }
                old.generation.release();
            }
            held.get(worker).clear();
        };
        race(
                round -> {
                    Published old = slot.get();
                    slots.together(() -> {
                        slot.set(new Published(
                                new AtomicBoolean(), slots.generations().open("g" + round)));
                        old.generation.retire(() -> {
                            if (Dispatcher.current() != loops.main || !old.closed.compareAndSet(false, true)) {
                                violations.add("closed off main, or twice");
                            }
                            closed.incrementAndGet();
                        });
                    });
                    for (Lease lease = leases.poll(); lease != null; lease = leases.poll()) {
                        lease.close();
                    }
                },
                worker -> {
                    Published now = slot.get();
                    now.generation.hold();
                    held.get(worker).add(now);
                    if (random().nextInt(16) == 0) {
                        leases.add(now.generation.lease());
                    }
                    if (random().nextInt(6) == 0) {
                        releaseAll.accept(worker);
                    }
                });
        for (int i = 0; i < WORKERS; i++) {
            int worker = i;
            loops.worker(i).post(() -> releaseAll.accept(worker));
        }
        loops.drain();
        leases.forEach(Lease::close);
        loops.drain();
        assertThat(closed).hasValue(ROUNDS);
        assertThat(loops.ask(loops.main, () -> slots.generations().live())).isOne();
        assertThat(loops.ask(loops.main, slots::stats).entriesLive()).isEqualTo(2);
    }

    @Test
    void t10_t11_what_a_blocked_worker_was_sent_does_not_run_after_close_and_the_completion_comes() {
        AtomicInteger done = new AtomicInteger();
        for (int round = 0; round < ROUNDS; round++) {
            WorkerLocal<String> local = loops.ask(loops.main, slots::allocateLocal);
            Dispatcher blocked = loops.worker(random.nextInt(WORKERS));
            CountDownLatch released = new CountDownLatch(1);
            blocked.post(() -> awaitLatch(released));
            loops.onMain(() -> {
                local.set(loop -> {
                    if (loop == blocked) {
                        violations.add("the initializer ran");
                    }
                    return loop.name();
                });
                local.runOnAllThreads(
                        object -> {
                            if (Dispatcher.current() == blocked) {
                                violations.add("the callback ran");
                            }
                        },
                        () -> {
                            if (Dispatcher.current() != loops.main) {
                                violations.add("the completion ran elsewhere");
                            }
                            done.incrementAndGet();
                        });
            });
            List<Dispatcher> closers = new ArrayList<>(loops.all());
            closers.remove(blocked);
            loops.ask(closers.get(random.nextInt(WORKERS)), () -> {
                local.close();
                return "";
            });
            released.countDown();
        }
        loops.drain();
        loops.drain();
        assertThat(done).hasValue(ROUNDS);
        assertThat(loops.ask(loops.main, slots::stats).entriesLive()).isZero();
        assertThat(loops.ask(loops.main, slots::stats).completionsPending()).isZero();
    }

    @Test
    void t12_t18_an_index_that_is_used_again_shows_each_owner_its_own() {
        AtomicReference<@Nullable Slot<String>> published = new AtomicReference<>();
        race(
                round -> {
                    Slot<String> old = published.get();
                    if (old != null && random().nextBoolean()) {
                        old.close();
                    }
                    Slot<String> slot = slots.allocate("owner " + round);
                    slot.set("owner " + round);
                    published.set(slot);
                    if (old != null) {
                        loops.worker(round % WORKERS).post(old::close);
                    }
                },
                worker -> {
                    Slot<String> slot = published.get();
                    String value = slot == null ? null : slot.getOrNull();
                    if (slot != null && value != null && !value.equals(slot.name)) {
                        violations.add(slot.name + " reads " + value);
                    }
                });
        loops.onMain(() -> Objects.requireNonNull(published.get()).close());
        loops.drain();
        SlotStats stats = loops.ask(loops.main, slots::stats);
        assertThat(stats.entriesLive()).isZero();
        assertThat(stats.indexesFree()).as("used again").isLessThan(ROUNDS / 2);
    }

    @Test
    void t13_t15_a_completion_sees_every_effect_and_comes_once() {
        for (int round = 0; round < ROUNDS; round++) {
            int[] effects = new int[WORKERS + 1];
            AtomicInteger dones = new AtomicInteger();
            CompletableFuture<Integer> seen = new CompletableFuture<>();
            int throwing = random.nextInt(2 * WORKERS);
            loops.onMain(() -> slots.runOnAllThreads(
                    () -> {
                        int here = loops.all().indexOf(Dispatcher.current());
                        effects[here] = 1;
                        if (here == throwing) {
                            throw new IllegalStateException("planned");
                        }
                    },
                    () -> {
                        dones.incrementAndGet();
                        seen.complete(java.util.Arrays.stream(effects).sum());
                    }));
            assertThat(RealLoops.await(seen)).as("plain writes are seen").isEqualTo(WORKERS + 1);
            assertThat(dones).hasValue(1);
        }
    }

    @Test
    void t16_workers_that_come_late_read_the_latest() {
        Slot<Integer> slot = loops.ask(loops.main, slots::allocate);
        Map<Dispatcher, Integer> atFirst = new HashMap<>();
        int late = 40;
        for (int round = 0; round < late; round++) {
            int version = round;
            loops.onMain(() -> slot.set(2 * version));
            Dispatcher worker = loops.addWorker();
            // Set by main while the new worker may be in the middle of its replay.
            loops.onMain(() -> slot.set(2 * version + 1));
            atFirst.put(worker, loops.ask(worker, slot::get));
        }
        loops.drain();
        assertThat(atFirst.values()).allMatch(version -> version % 2 == 1);
        for (Dispatcher loop : loops.all()) {
            assertThat(loops.ask(loop, slot::get)).isEqualTo(2 * late - 1);
        }
    }

    @Test
    void t20_the_whole_end_on_real_threads_runs_every_close_hook_on_its_thread() {
        WorkerLocal<AutoCloseable> local = loops.ask(loops.main, slots::allocateLocal);
        ConcurrentLinkedQueue<String> closed = new ConcurrentLinkedQueue<>();
        loops.onMain(() -> local.set(loop -> () -> {
            if (Dispatcher.current() != loop) {
                violations.add("closed elsewhere");
            }
            closed.add(loop.name());
        }));
        loops.drain();
        loops.close();
        assertThat(closed).containsExactlyInAnyOrder("worker_0", "worker_1", "worker_2", "main");
        assertThat(closed.stream().toList().getLast()).isEqualTo("main");
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Random random() {
        return ThreadLocalRandom.current();
    }

    /** Main changes something in many rounds while every worker looks at it between its messages. */
    private void race(IntConsumer onMain, IntConsumer onWorker) {
        for (int i = 0; i < ROUNDS; i++) {
            int round = i;
            loops.main.post(() -> guarded(() -> onMain.accept(round)));
            for (int read = 0; read < READS; read++) {
                for (int w = 0; w < WORKERS; w++) {
                    int worker = w;
                    loops.worker(w).post(() -> guarded(() -> onWorker.accept(worker)));
                }
            }
            if (round % 25 == 0) {
                loops.drain();
            }
        }
        loops.drain();
    }

    private void guarded(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            violations.add(e.toString());
        }
    }
}
