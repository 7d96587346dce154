package io.nuncio.kernel.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What is ended on the loop's thread: deferred deletes and what other threads hand over. */
class DeletesTest {

    @Test
    void d03_deferredDeleteRunsBeforeQueuedPosts() {
        List<String> order = new ArrayList<>();
        try (ManualLoop loop = new ManualLoop("d03")) {
            Dispatcher dispatcher = loop.dispatcher();
            dispatcher.post(() -> {
                dispatcher.post(() -> order.add("p1"));
                dispatcher.post(() -> order.add("p2"));
                dispatcher.deferredDelete(() -> order.add("d"));
            });
            loop.runOnce();
        }
        assertThat(order).containsExactly("d", "p1", "p2");
    }

    @Test
    void d09_whatADeleteDefersIsEndedByALaterClear() {
        List<String> order = new ArrayList<>();
        try (ManualLoop loop = new ManualLoop("d09")) {
            Dispatcher dispatcher = loop.dispatcher();
            dispatcher.deferredDelete(() -> {
                order.add("a");
                dispatcher.deferredDelete(() -> order.add("c"));
                dispatcher.clearDeferredDeleteList();
            });
            dispatcher.deferredDelete(() -> order.add("b"));
            dispatcher.clearDeferredDeleteList();
            assertThat(order).containsExactly("a", "b");
            dispatcher.clearDeferredDeleteList();
            assertThat(order).containsExactly("a", "b", "c");
            dispatcher.clearDeferredDeleteList();
        }
        assertThat(order).containsExactly("a", "b", "c");
    }

    @Test
    void deferredDeletesRunByThemselvesInTheIterationInWhichTheyWereDeferred() {
        List<String> order = new ArrayList<>();
        try (ManualLoop loop = new ManualLoop("deferred")) {
            Dispatcher dispatcher = loop.dispatcher();
            Timer timer = dispatcher.createTimer(() -> {
                dispatcher.deferredDelete(() -> {
                    order.add("a");
                    dispatcher.deferredDelete(() -> order.add("b"));
                });
                order.add("timer");
            });
            timer.enableMs(0);
            loop.runOnce();
        }
        assertThat(order).containsExactly("timer", "a", "b");
    }

    @Test
    void deferredRunKeepsItsPlaceAmongTheDeletes() {
        List<String> order = new ArrayList<>();
        try (ManualLoop loop = new ManualLoop("deferredRun")) {
            Dispatcher dispatcher = loop.dispatcher();
            dispatcher.deferredDelete(() -> order.add("a"));
            dispatcher.deferredRun(() -> order.add("run"));
            dispatcher.deferredDelete(() -> order.add("b"));
            loop.runOnce();
        }
        assertThat(order).containsExactly("a", "run", "b");
    }

    @Test
    void d10_whatIsConfinedIsRejectedOnAnotherThread() throws Exception {
        try (ManualLoop loop = new ManualLoop("d10")) {
            Dispatcher dispatcher = loop.dispatcher();
            Timer timer = dispatcher.createTimer(() -> {});
            Timer scaled = dispatcher.createScaledTimer(ScaledMinimum.ofRatio(0), () -> {});
            SchedulableCallback callback = dispatcher.createSchedulableCallback(() -> {});
            loop.runOnce();
            List<Runnable> confined = List.of(
                    () -> dispatcher.deferredDelete(() -> {}),
                    () -> dispatcher.deferredRun(() -> {}),
                    dispatcher::clearDeferredDeleteList,
                    () -> dispatcher.createTimer(() -> {}),
                    () -> dispatcher.createScaledTimer(ScaledMinimum.ofRatio(0), () -> {}),
                    () -> dispatcher.createSchedulableCallback(() -> {}),
                    () -> dispatcher.listenForSignal("HUP", () -> {}),
                    dispatcher::updateApproximateMonotonicTime,
                    () -> dispatcher.run(RunType.NON_BLOCK),
                    dispatcher::shutdown,
                    dispatcher::close,
                    () -> dispatcher.pushTracked((out, indent) -> {}),
                    () -> dispatcher.popTracked((out, indent) -> {}),
                    () -> dispatcher.dumpTracked(new StringBuilder()),
                    () -> dispatcher.scaledTimers().setScaleFactor(1),
                    () -> timer.enableMs(1),
                    timer::disable,
                    timer::close,
                    () -> scaled.enableMs(1),
                    scaled::disable,
                    scaled::close,
                    callback::scheduleCurrentIteration,
                    callback::scheduleNextIteration,
                    callback::cancel,
                    callback::close);
            AtomicReference<AssertionError> failure = new AtomicReference<>();
            Thread other = Thread.ofPlatform().start(() -> {
                try {
                    for (int i = 0; i < confined.size(); i++) {
                        Runnable call = confined.get(i);
                        assertThatThrownBy(call::run).as("call %d", i).isInstanceOf(WrongThreadException.class);
                    }
                } catch (AssertionError e) {
                    failure.set(e);
                }
            });
            other.join();
            assertThat(failure).hasValue(null);
        }
    }

    @Test
    void d11_deletesOfFourThreadsAllEndOnTheLoopThreadInOrderThoughItIsShutDown() throws Exception {
        Worker worker = Worker.create(0, LoopOptions.defaults());
        Dispatcher dispatcher = worker.dispatcher();
        int threads = 4;
        int each = 10_000;
        List<List<Integer>> ended = new ArrayList<>();
        List<Thread> on = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger refused = new AtomicInteger();
        // The loop is busy until everything was handed over: what it is given late must not end with its last pass.
        CountDownLatch handedOver = new CountDownLatch(1);
        dispatcher.post(() -> {
            try {
                handedOver.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        worker.start();
        List<Thread> producers = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            List<Integer> mine = new ArrayList<>();
            ended.add(mine);
            producers.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < each; i++) {
                    int number = i;
                    boolean accepted = dispatcher.deleteInDispatcherThread(() -> {
                        mine.add(number);
                        if (number == each - 1) {
                            on.add(Thread.currentThread());
                        }
                    });
                    if (!accepted) {
                        refused.incrementAndGet();
                    }
                }
            }));
        }
        for (Thread producer : producers) {
            producer.join();
        }
        dispatcher.exit();
        handedOver.countDown();
        worker.stop();
        assertThat(refused).as("deletes are accepted after exit").hasValue(0);
        for (List<Integer> mine : ended) {
            assertThat(mine).hasSize(each).isSorted();
        }
        assertThat(on).hasSize(threads).allMatch(LoopThread.class::isInstance);
        assertThat(dispatcher.deleteInDispatcherThread(() -> {})).isFalse();
    }

    @Test
    void d11_aDeleteOfTheLoopThreadIsNotInlineAndRunsInTheSameIteration() {
        List<String> order = new ArrayList<>();
        try (ManualLoop loop = new ManualLoop("d11")) {
            Dispatcher dispatcher = loop.dispatcher();
            dispatcher.post(() -> {
                dispatcher.deleteInDispatcherThread(() -> order.add("deleted"));
                order.add("posted");
            });
            loop.runOnce();
        }
        assertThat(order).containsExactly("posted", "deleted");
    }

    @Test
    void d12_shutdownDrainsDeletesUntilNothingIsLeftAndReleasesPostsUnrun() {
        List<String> order = new ArrayList<>();
        ManualLoop loop = new ManualLoop("d12");
        Dispatcher dispatcher = loop.dispatcher();
        loop.runOnce();
        dispatcher.post(new Task() {
            @Override
            public void run() {
                order.add("run");
            }

            @Override
            public void release() {
                order.add("post released");
                dispatcher.deferredDelete(() -> order.add("deferred by release"));
            }
        });
        dispatcher.deferredDelete(() -> {
            order.add("deferred");
            dispatcher.deleteInDispatcherThread(() -> {
                order.add("handed over by a delete");
                dispatcher.deferredDelete(() -> order.add("third round"));
                order.add("accepted " + dispatcher.post(() -> order.add("run")));
            });
        });
        dispatcher.deleteInDispatcherThread(() -> order.add("handed over"));
        dispatcher.shutdown();
        assertThat(order)
                .containsExactly(
                        "handed over",
                        "deferred",
                        "post released",
                        "handed over by a delete",
                        "accepted false",
                        "deferred by release",
                        "third round");
        dispatcher.deferredDelete(() -> order.add("between shutdown and close"));
        dispatcher.close();
        assertThat(order).endsWith("between shutdown and close").hasSize(8);
        dispatcher.deferredDelete(() -> order.add("after close"));
        assertThat(order).endsWith("after close").hasSize(9);
        dispatcher.close();
    }

    @Test
    void d12_deletesThatDeferForEverDoNotHangTheEnd() {
        int[] count = new int[1];
        ManualLoop loop = new ManualLoop("endless");
        Dispatcher dispatcher = loop.dispatcher();
        Deletable endless = new Deletable() {
            @Override
            public void delete() {
                count[0]++;
                dispatcher.deferredDelete(this);
            }
        };
        dispatcher.deferredDelete(endless);
        dispatcher.shutdown();
        assertThat(count[0]).isGreaterThan(1000);
    }

    @Test
    void shutdownAndRunWithinACallbackAreRejected() {
        List<Throwable> thrown = new ArrayList<>();
        try (ManualLoop loop = new ManualLoop("nested")) {
            Dispatcher dispatcher = loop.dispatcher();
            for (Runnable nested : List.<Runnable>of(
                    dispatcher::shutdown, dispatcher::close, () -> dispatcher.run(RunType.NON_BLOCK))) {
                dispatcher.post(() -> {
                    try {
                        nested.run();
                    } catch (IllegalStateException e) {
                        thrown.add(e);
                    }
                });
            }
            loop.runOnce();
            assertThat(dispatcher.post(() -> {})).as("still accepts posts").isTrue();
        }
        assertThat(thrown).hasSize(3);
    }
}
