package io.nuncio.kernel.thread;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.kernel.thread.LoopOptions.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is posted: order, batches, release, exit. */
class PostTest {

    private static final int PRODUCERS = 8;
    private static final int POSTS_EACH = 100_000;

    @Test
    void d01_everyPostRunsOnceInTheOrderOfItsProducerOnTheLoopThread() throws Exception {
        Worker worker = Worker.create(0, LoopOptions.defaults());
        int[] next = new int[PRODUCERS];
        AtomicInteger wrong = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(PRODUCERS);
        worker.start();
        List<Thread> producers = new ArrayList<>();
        for (int p = 0; p < PRODUCERS; p++) {
            int producer = p;
            producers.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < POSTS_EACH; i++) {
                    int number = i;
                    worker.dispatcher().post(() -> {
                        if (next[producer]++ != number || !(Thread.currentThread() instanceof LoopThread)) {
                            wrong.incrementAndGet();
                        }
                    });
                }
                worker.dispatcher().post(done::countDown);
            }));
        }
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        for (Thread producer : producers) {
            producer.join();
        }
        worker.stop();
        assertThat(wrong).hasValue(0);
        assertThat(next).containsOnly(POSTS_EACH);
        assertThat(worker.dispatcher().stats().postsRun()).isEqualTo((long) PRODUCERS * (POSTS_EACH + 1));
    }

    @Test
    void d02_aPostOfTheLoopThreadIsNotInline() {
        List<String> order = new ArrayList<>();
        try (ManualLoop loop = new ManualLoop("d02")) {
            Dispatcher dispatcher = loop.dispatcher();
            dispatcher.post(() -> {
                dispatcher.post(() -> order.add("second"));
                order.add("first");
            });
            loop.runUntilIdle();
        }
        assertThat(order).containsExactly("first", "second");
    }

    @Test
    void d04_aTaskIsReleasedBeforeTheNextRuns() {
        List<String> order = new ArrayList<>();
        try (ManualLoop loop = new ManualLoop("d04")) {
            loop.dispatcher().post(task(order, "a"));
            loop.dispatcher().post(task(order, "b"));
            loop.dispatcher().post(task(order, "c"));
            loop.runOnce();
        }
        assertThat(order).containsExactly("run a", "release a", "run b", "release b", "run c", "release c");
    }

    @Test
    void d05_aReleaseMayPostAndThatRunsInALaterBatch() {
        List<String> order = new ArrayList<>();
        try (ManualLoop loop = new ManualLoop("d05")) {
            Dispatcher dispatcher = loop.dispatcher();
            dispatcher.post(new Task() {
                @Override
                public void run() {
                    order.add("run");
                }

                @Override
                public void release() {
                    dispatcher.post(() -> order.add("posted by release"));
                }
            });
            dispatcher.post(() -> order.add("same batch"));
            loop.runUntilIdle();
            assertThat(dispatcher.stats().postBatches()).isEqualTo(2);
        }
        assertThat(order).containsExactly("run", "same batch", "posted by release");
    }

    @Test
    void aPostFromWithinABatchRunsAfterTheWholeBatchAndAfterWhatFellDueBefore() {
        List<String> order = new ArrayList<>();
        try (ManualLoop loop = new ManualLoop("batch")) {
            Dispatcher dispatcher = loop.dispatcher();
            SchedulableCallback callback = dispatcher.createSchedulableCallback(() -> order.add("callback"));
            dispatcher.post(() -> {
                callback.scheduleCurrentIteration();
                dispatcher.post(() -> order.add("second batch"));
            });
            dispatcher.post(() -> order.add("first batch"));
            loop.runOnce();
        }
        assertThat(order).containsExactly("first batch", "callback", "second batch");
    }

    @Test
    void d07_exitEndsThePassAndLaterPostsAreRefusedCountedAndReleased() {
        List<String> order = new ArrayList<>();
        try (ManualLoop loop = new ManualLoop("d07")) {
            Dispatcher dispatcher = loop.dispatcher();
            SchedulableCallback callback = dispatcher.createSchedulableCallback(() -> order.add("rest of the pass"));
            dispatcher.post(() -> {
                callback.scheduleCurrentIteration();
                dispatcher.post(task(order, "queued"));
                dispatcher.exit();
                order.add("accepted " + dispatcher.post(task(order, "late")));
            });
            dispatcher.post(() -> order.add("same batch"));
            dispatcher.run(RunType.RUN_UNTIL_EXIT);
            assertThat(order).containsExactly("release late", "accepted false", "same batch", "rest of the pass");
            assertThat(dispatcher.stats().postsRefused()).isEqualTo(1);

            dispatcher.run(RunType.RUN_UNTIL_EXIT);
            dispatcher.shutdown();
            assertThat(order).hasSize(5).endsWith("release queued");
            assertThat(dispatcher.stats().postsReleasedUnrun()).isEqualTo(1);
            assertThat(dispatcher.post(() -> order.add("never"))).isFalse();
        }
        assertThat(order).hasSize(5);
    }

    @Test
    void aPlainRunnableIsAcceptedAndRefusedAlike() {
        List<String> order = new ArrayList<>();
        Runnable plain = () -> order.add("run");
        try (ManualLoop loop = new ManualLoop("plain")) {
            assertThat(loop.dispatcher().post(plain)).isTrue();
            loop.runOnce();
            loop.dispatcher().exit();
            assertThat(loop.dispatcher().post(plain)).isFalse();
        }
        assertThat(order).containsExactly("run");
    }

    @Test
    void shutdownAloneRefusesPostsToo() {
        try (ManualLoop loop = new ManualLoop("shutdown")) {
            loop.dispatcher().shutdown();
            assertThat(loop.dispatcher().post(() -> {})).isFalse();
            assertThat(loop.dispatcher().stats().postsRefused()).isEqualTo(1);
        }
    }

    @Test
    void d07_exitFromAnotherThreadEndsALoopThatWaits() throws Exception {
        for (Kind kind : Kind.values()) {
            Worker worker = Worker.create(0, LoopOptions.defaults().withKind(kind));
            CountDownLatch running = new CountDownLatch(1);
            worker.dispatcher().post(running::countDown);
            worker.start();
            assertThat(running.await(5, TimeUnit.SECONDS)).isTrue();
            worker.stop();
            assertThat(worker.dispatcher().post(() -> {})).isFalse();
        }
    }

    @Test
    void everyAcceptedOrRefusedTaskIsReleasedOnceThoughTheLoopEndsMeanwhile() throws Exception {
        for (int round = 0; round < 200; round++) {
            Worker worker = Worker.create(0, LoopOptions.defaults().withKind(Kind.NIO));
            AtomicInteger posted = new AtomicInteger();
            AtomicInteger released = new AtomicInteger();
            CountDownLatch begin = new CountDownLatch(2);
            worker.start();
            Thread poster = Thread.ofPlatform().start(() -> {
                begin.countDown();
                boolean accepted;
                do {
                    posted.incrementAndGet();
                    accepted = worker.dispatcher().post(new Counting(released));
                } while (accepted);
                posted.incrementAndGet();
                worker.dispatcher().post(new Counting(released));
            });
            begin.countDown();
            begin.await();
            worker.stop();
            poster.join();
            assertThat(released).as("round %d", round).hasValue(posted.get());
        }
    }

    @Test
    void d08_isThreadSafeBeforeTheStartAndOnTheLoopsPlatformThreadOnly() throws Exception {
        Worker worker = Worker.create(0, LoopOptions.defaults());
        Dispatcher dispatcher = worker.dispatcher();
        assertThat(dispatcher.isThreadSafe()).isTrue();
        List<Boolean> onLoop = new ArrayList<>();
        List<Boolean> onVirtual = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(1);
        dispatcher.post(() -> {
            onLoop.add(dispatcher.isThreadSafe());
            Thread.ofVirtual().start(() -> {
                onVirtual.add(dispatcher.isThreadSafe());
                onVirtual.add(Dispatcher.currentOrNull() != null);
                done.countDown();
            });
        });
        worker.start();
        assertThat(done.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(dispatcher.isThreadSafe()).isFalse();
        worker.stop();
        assertThat(onLoop).containsExactly(true);
        assertThat(onVirtual).containsExactly(false, false);
    }

    @Test
    void d13_aTaskThatThrowsIsCountedReleasedAndTheLoopGoesOn() {
        List<String> order = new ArrayList<>();
        try (ManualLoop loop = new ManualLoop("d13")) {
            Dispatcher dispatcher = loop.dispatcher();
            dispatcher.post(new Task() {
                @Override
                public void run() {
                    throw new IllegalArgumentException("on purpose");
                }

                @Override
                public void release() {
                    order.add("released");
                    throw new IllegalArgumentException("on purpose, too");
                }
            });
            dispatcher.post(() -> forEver(0));
            dispatcher.post(() -> order.add("next task"));
            dispatcher.deferredDelete(() -> {
                throw new AssertionError("on purpose");
            });
            dispatcher.deferredDelete(() -> order.add("next delete"));
            Timer timer = dispatcher.createTimer(() -> {
                throw new IllegalStateException("on purpose");
            });
            timer.enableMs(0);
            loop.runUntilIdle();
            dispatcher.post(() -> order.add("alive"));
            loop.runUntilIdle();
            assertThat(dispatcher.stats().failures()).isEqualTo(5);
        }
        assertThat(order).containsExactly("next delete", "released", "next task", "alive");
    }

    @Test
    void d25_aBusyLoopIsWokenOnceHoweverMuchIsPosted() throws Exception {
        Worker worker = Worker.create(0, LoopOptions.defaults());
        Dispatcher dispatcher = worker.dispatcher();
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch posted = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1000);
        worker.start();
        dispatcher.post(() -> {
            busy.countDown();
            awaitQuietly(posted);
        });
        assertThat(busy.await(5, TimeUnit.SECONDS)).isTrue();
        long before = dispatcher.stats().wakeUps();
        for (int i = 0; i < 1000; i++) {
            dispatcher.post(done::countDown);
        }
        long wakeUps = dispatcher.stats().wakeUps() - before;
        posted.countDown();
        assertThat(done.await(5, TimeUnit.SECONDS)).isTrue();
        worker.stop();
        assertThat(wakeUps).isEqualTo(1);
    }

    @Test
    void aWaitingLoopIsWokenByEachPostThatFindsItWaiting() throws Exception {
        for (Kind kind : Kind.values()) {
            Worker worker = Worker.create(0, LoopOptions.defaults().withKind(kind));
            worker.start();
            for (int i = 0; i < 2000; i++) {
                CountDownLatch ran = new CountDownLatch(1);
                worker.dispatcher().post(ran::countDown);
                assertThat(ran.await(2, TimeUnit.SECONDS))
                        .as("%s, post %d", kind, i)
                        .isTrue();
            }
            worker.stop();
        }
    }

    private static Task task(List<String> order, String name) {
        return new Task() {
            @Override
            public void run() {
                order.add("run " + name);
            }

            @Override
            public void release() {
                order.add("release " + name);
            }
        };
    }

    private static int forEver(int depth) {
        return depth < 0 ? 0 : forEver(depth + 1) + 1;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Counts its releases. */
    private record Counting(AtomicInteger released) implements Task {

        @Override
        public void run() {}

        @Override
        public void release() {
            released.incrementAndGet();
        }
    }
}
