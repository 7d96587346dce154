package io.nuncio.kernel.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nuncio.kernel.thread.GuardDog.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Watchdogs: all but one test turn the clock and the guard dog by hand. */
class GuardDogTest {

    private final ManualTimeSource time = new ManualTimeSource();
    private final List<String> events = new ArrayList<>();

    @Test
    void d21_aLongQueueOfShortTasksIsNoMiss() {
        try (ManualLoop loop = new ManualLoop("worker_0", time);
                GuardDog dog = dog(WatchdogSettings.defaults())) {
            loop.dispatcher().post(() -> dog.watch(loop.dispatcher()));
            loop.runOnce();
            for (int i = 0; i < 10_000; i++) {
                boolean look = i % 100 == 0;
                loop.dispatcher().post(() -> {
                    time.advanceMs(1);
                    if (look) {
                        dog.step();
                    }
                });
            }
            loop.runOnce();
            assertThat(loop.dispatcher().stats().postBatches()).isEqualTo(2);
        }
        assertThat(events).isEmpty();
    }

    @Test
    void d22_oneLongTaskIsOneMissAndTwoSecondsAreAlsoOneMegamiss() {
        try (ManualLoop loop = new ManualLoop("worker_0", time);
                GuardDog dog = dog(WatchdogSettings.defaults())) {
            watch(loop, dog);
            stuckFor(loop, dog, 300);
            assertThat(events).containsExactly("MISS worker_0");
            events.clear();
            stuckFor(loop, dog, 2000);
            assertThat(events).containsExactly("MISS worker_0", "MEGAMISS worker_0");
            events.clear();
            loop.runOnce();
            dog.step();
            stuckFor(loop, dog, 300);
            assertThat(events).as("a new episode").containsExactly("MISS worker_0");
        }
    }

    @Test
    void d22_exactlyTheTimeoutIsNotYetAMiss() {
        try (ManualLoop loop = new ManualLoop("worker_0", time);
                GuardDog dog = dog(WatchdogSettings.defaults())) {
            watch(loop, dog);
            time.advanceMs(200);
            dog.step();
            assertThat(events).isEmpty();
            time.advanceMs(1);
            dog.step();
            assertThat(events).containsExactly("MISS worker_0");
            time.advanceMs(799);
            dog.step();
            assertThat(events).hasSize(1);
            time.advanceMs(1);
            dog.step();
            assertThat(events).containsExactly("MISS worker_0", "MEGAMISS worker_0");
        }
    }

    @Test
    void d22_anIdleLoopTouchesByTimer() {
        try (ManualLoop loop = new ManualLoop("worker_0", time);
                GuardDog dog = dog(WatchdogSettings.defaults())) {
            watch(loop, dog);
            for (int i = 0; i < 50; i++) {
                time.advanceMs(100);
                loop.runOnce();
                dog.step();
            }
        }
        assertThat(events).isEmpty();
    }

    @Test
    void d23_killFiresForOneStuckThreadOnce() {
        try (ManualLoop loop = new ManualLoop("worker_0", time);
                GuardDog dog = dog(WatchdogSettings.defaults().withKillMs(3000, 0))) {
            watch(loop, dog);
            stuckFor(loop, dog, 3000);
            assertThat(events).doesNotContain("KILL worker_0");
            events.clear();
            loop.runOnce();
            dog.step();
            stuckFor(loop, dog, 5000);
            assertThat(events).containsExactly("MISS worker_0", "MEGAMISS worker_0", "KILL worker_0");
        }
    }

    @Test
    void d23_killJitterOnlyEverAddsUpToItsMaximum() {
        for (int i = 0; i < 200; i++) {
            events.clear();
            try (ManualLoop loop = new ManualLoop("worker_0", time);
                    GuardDog dog = dog(WatchdogSettings.defaults().withKillMs(500, 100))) {
                watch(loop, dog);
                time.advanceMs(500);
                dog.step();
                assertThat(events).doesNotContain("KILL worker_0");
                time.advanceMs(101);
                dog.step();
                assertThat(events).contains("KILL worker_0");
            }
        }
    }

    @Test
    void d23_multikillNeedsTwoThreads() {
        try (ManualLoop first = new ManualLoop("worker_0", time);
                ManualLoop second = new ManualLoop("worker_1", time);
                GuardDog dog = dog(new WatchdogSettings(10_000, 10_000, 0, 0, 3000, 0))) {
            watch(first, dog);
            watch(second, dog);
            time.advanceMs(3001);
            second.runOnce();
            dog.step();
            assertThat(events).isEmpty();
            time.advanceMs(3001);
            dog.step();
            dog.step();
            assertThat(events).containsExactly("MULTIKILL worker_0 worker_1");
        }
    }

    @Test
    void d23_multikillThresholdIsAShareOfTheWatchedThreadsRoundedUp() {
        List<ManualLoop> loops = new ArrayList<>();
        try (GuardDog dog = dog(new WatchdogSettings(10_000, 10_000, 0, 0, 3000, 55))) {
            for (int i = 0; i < 5; i++) {
                ManualLoop loop = new ManualLoop("w" + i, time);
                loops.add(loop);
                watch(loop, dog);
            }
            time.advanceMs(3001);
            loops.get(0).runOnce();
            loops.get(1).runOnce();
            loops.get(2).runOnce();
            dog.step();
            assertThat(events).as("two of five").isEmpty();
            time.advanceMs(3001);
            loops.get(0).runOnce();
            loops.get(1).runOnce();
            dog.step();
            assertThat(events).as("three of five are 55 %% rounded up").containsExactly("MULTIKILL w2 w3 w4");
        } finally {
            loops.forEach(ManualLoop::close);
        }
    }

    @Test
    void settingsHaveEnvoysDefaultsAndLimits() {
        WatchdogSettings defaults = WatchdogSettings.defaults();
        assertThat(defaults.missMs()).isEqualTo(200);
        assertThat(defaults.megamissMs()).isEqualTo(1000);
        assertThat(defaults.intervalMs()).isEqualTo(200);
        assertThat(defaults.withKillMs(50, 0).intervalMs()).isEqualTo(50);
        assertThat(defaults.withMultikillMs(70, 0).intervalMs()).isEqualTo(70);
        assertThat(new WatchdogSettings(0, 100, 0, 0, 0, 0).intervalMs()).isEqualTo(100);
        assertThat(defaults.withMultikillMs(1, 0).multikillThreads(100)).isEqualTo(2);
        assertThat(defaults.withMultikillMs(1, 50).multikillThreads(5)).isEqualTo(3);
        assertThat(defaults.withMultikillMs(1, 100).multikillThreads(4)).isEqualTo(4);
        assertThatThrownBy(() -> new WatchdogSettings(-1, 0, 0, 0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WatchdogSettings(0, -1, 0, 0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WatchdogSettings(0, 0, -1, 0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WatchdogSettings(0, 0, 0, -1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WatchdogSettings(0, 0, 0, 0, -1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WatchdogSettings(0, 0, 0, 0, 0, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WatchdogSettings(0, 0, 0, 0, 0, 101)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anActionThatThrowsKeepsNoOtherFromBeingCalled() {
        GuardDog.Action bad = (event, stuck) -> {
            throw new IllegalStateException("on purpose");
        };
        try (ManualLoop loop = new ManualLoop("worker_0", time);
                GuardDog dog = new GuardDog("dog", WatchdogSettings.defaults(), time, List.of(bad, this::log))) {
            watch(loop, dog);
            time.advanceMs(201);
            dog.step();
        }
        assertThat(events).containsExactly("MISS worker_0");
    }

    @Test
    void aLoopThatIsNoLongerWatchedIsNotReported() {
        try (ManualLoop loop = new ManualLoop("worker_0", time);
                GuardDog dog = dog(WatchdogSettings.defaults())) {
            Watchdog watchdog = loop.asCurrent(() -> dog.watch(loop.dispatcher()));
            dog.step();
            assertThat(watchdog.thread()).isSameAs(Thread.currentThread());
            dog.stopWatching(watchdog);
            time.advanceMs(5000);
            dog.step();
            loop.runUntilIdle();
        }
        assertThat(events).isEmpty();
    }

    @Test
    void onAThreadOfItsOwnItSeesAStuckLoop() throws Exception {
        Worker worker = Worker.create(0, LoopOptions.defaults());
        CountDownLatch missed = new CountDownLatch(1);
        try (GuardDog dog = new GuardDog(
                "dog:workers", new WatchdogSettings(20, 0, 0, 0, 0, 0), TimeSource.SYSTEM, List.of((event, stuck) -> {
                    if (event == Event.MISS && Thread.currentThread().getName().equals("dog:workers")) {
                        missed.countDown();
                    }
                }))) {
            dog.start();
            assertThatThrownBy(dog::start).isInstanceOf(IllegalStateException.class);
            worker.dispatcher().post(() -> dog.watch(worker.dispatcher()));
            worker.dispatcher().post(() -> {
                try {
                    assertThat(missed.await(5, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            worker.start();
            assertThat(missed.await(5, TimeUnit.SECONDS)).isTrue();
        }
        worker.stop();
        assertThat(worker.dispatcher().stats().failures()).isZero();
    }

    private GuardDog dog(WatchdogSettings settings) {
        return new GuardDog("dog", settings, time, List.of(this::log));
    }

    private void log(Event event, List<Watchdog> stuck) {
        StringBuilder line = new StringBuilder(event.name());
        stuck.forEach(dog -> line.append(' ').append(dog.dispatcherName()));
        events.add(line.toString());
    }

    /** Has the loop watched and seen alive now. */
    private static void watch(ManualLoop loop, GuardDog dog) {
        loop.dispatcher().post(() -> dog.watch(loop.dispatcher()));
        loop.runOnce();
        dog.step();
    }

    /** One task that takes so long, while the guard dog looks ten times. */
    private void stuckFor(ManualLoop loop, GuardDog dog, long ms) {
        loop.dispatcher().post(() -> {
            dog.step();
            for (int i = 0; i < 10; i++) {
                time.advanceMs(ms / 10);
                dog.step();
            }
        });
        loop.runOnce();
    }
}
