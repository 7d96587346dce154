package io.nuncio.kernel.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nuncio.kernel.thread.LoopOptions.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The iteration as a whole: its order, its time, its fairness, its statistics. */
class LoopTest {

    @Test
    void d06_postsRunBeforeTimersAndIo() throws Exception {
        for (Kind kind : Kind.values()) {
            List<String> order = new ArrayList<>();
            try (ManualLoop loop = manual(kind);
                    TestSocket socket = TestSocket.connected(loop, kind)) {
                socket.onRead(() -> order.add("read"));
                socket.send();
                loop.dispatcher().createTimer(() -> order.add("timer")).enableMs(0);
                loop.dispatcher().post(() -> order.add("post"));
                for (int i = 0; i < 10_000 && order.size() < 3; i++) {
                    loop.runOnce();
                }
            }
            assertThat(order).as("%s", kind).startsWith("post").containsExactlyInAnyOrder("post", "timer", "read");
        }
    }

    @Test
    void d16_oneTimerPassAnIterationWithTheTimeReadAfterThePoll() {
        ManualTimeSource time = new ManualTimeSource();
        try (ManualLoop loop = new ManualLoop("d16", time)) {
            List<Long> seen = new ArrayList<>();
            Timer timer = loop.dispatcher()
                    .createTimer(() -> seen.add(loop.dispatcher().approximateMonotonicNs()));
            timer.enableMs(1);
            time.advanceMs(7);
            loop.runOnce();
            assertThat(seen).containsExactly(time.monotonicNs());
        }
    }

    @Test
    void d19_theCachedTimeIsConstantWithinAnIterationAndGrowsAfter() {
        try (ManualLoop loop = new ManualLoop("d19")) {
            Dispatcher dispatcher = loop.dispatcher();
            List<Long> seen = new ArrayList<>();
            SchedulableCallback second = dispatcher.createSchedulableCallback(() -> {
                seen.add(dispatcher.approximateMonotonicNs());
                loop.time().advanceMs(5);
                seen.add(dispatcher.approximateMonotonicNs());
                dispatcher.updateApproximateMonotonicTime();
                seen.add(dispatcher.approximateMonotonicNs());
            });
            dispatcher
                    .createTimer(() -> {
                        seen.add(dispatcher.approximateMonotonicNs());
                        loop.time().advanceMs(5);
                        second.scheduleCurrentIteration();
                    })
                    .enableMs(0);
            long start = loop.time().monotonicNs();
            loop.runOnce();
            long forced = start + Duration.ofMillis(10).toNanos();
            assertThat(seen).containsExactly(start, start, start, forced);
            assertThat(dispatcher.approximateMonotonicMs()).isEqualTo(forced / 1_000_000);
            loop.time().advanceMs(1);
            assertThat(dispatcher.approximateMonotonicNs()).isEqualTo(forced);
            loop.runOnce();
            assertThat(dispatcher.approximateMonotonicNs())
                    .isEqualTo(loop.time().monotonicNs());
            assertThat(dispatcher.wallClockMs()).isEqualTo(loop.time().wallClockMs());
        }
    }

    @Test
    void d24_aTaskThatPostsItselfForEverDoesNotStarveIo() throws Exception {
        for (Kind kind : Kind.values()) {
            try (ManualLoop loop = manual(kind);
                    TestSocket socket = TestSocket.connected(loop, kind)) {
                Dispatcher dispatcher = loop.dispatcher();
                long[] tasks = new long[1];
                int[] reads = new int[1];
                socket.onRead(() -> reads[0]++);
                dispatcher.post(new Runnable() {
                    @Override
                    public void run() {
                        tasks[0]++;
                        dispatcher.post(this);
                    }
                });
                for (int round = 1; round <= 20; round++) {
                    socket.send();
                    for (int pass = 0; pass < 10_000 && reads[0] < round; pass++) {
                        long before = tasks[0];
                        dispatcher.run(RunType.NON_BLOCK);
                        assertThat(tasks[0] - before)
                                .as("tasks a pass")
                                .isBetween(1L, Posts.BATCHES_PER_ITERATION_MAX + 1L);
                    }
                    assertThat(reads[0]).as("%s round %d", kind, round).isEqualTo(round);
                }
            }
        }
    }

    @Test
    void d24_aLoopFloodedByAnotherThreadServesIo() throws Exception {
        try (ManualLoop loop = manual(Kind.EPOLL);
                TestSocket socket = TestSocket.connected(loop, Kind.EPOLL)) {
            Dispatcher dispatcher = loop.dispatcher();
            CountDownLatch read = new CountDownLatch(1);
            socket.onRead(read::countDown);
            Thread flood = Thread.ofPlatform().start(() -> {
                while (read.getCount() > 0) {
                    for (int i = 0; i < 100; i++) {
                        dispatcher.post(() -> {});
                    }
                    LockSupport.parkNanos(10_000);
                }
            });
            socket.send();
            for (int pass = 0; pass < 10_000 && read.getCount() > 0; pass++) {
                dispatcher.run(RunType.NON_BLOCK);
            }
            assertThat(read.getCount()).isZero();
            flood.join();
        }
    }

    @Test
    void d26_aBlockedLoopShowsInTheDurations() {
        ManualTimeSource time = new ManualTimeSource();
        List<Long> durations = new ArrayList<>();
        List<Long> delays = new ArrayList<>();
        LoopStats.Sink sink = new LoopStats.Sink() {
            @Override
            public void loopDurationUs(long us) {
                durations.add(us);
            }

            @Override
            public void pollDelayUs(long us) {
                delays.add(us);
            }
        };
        LoopOptions options =
                LoopOptions.defaults().withKind(Kind.NIO).withTimeSource(time).withStatsSink(sink);
        try (ManualLoop loop = new ManualLoop("d26", time, options)) {
            Dispatcher dispatcher = loop.dispatcher();
            loop.runOnce();
            assertThat(durations)
                    .as("before the first poll there is nothing to measure")
                    .isEmpty();
            dispatcher.createTimer(() -> {}).enableMs(5);
            SchedulableCallback blocker = dispatcher.createSchedulableCallback(() -> time.advanceMs(50));
            blocker.scheduleCurrentIteration();
            loop.runOnce();
            durations.clear();
            delays.clear();
            loop.runOnce();
            assertThat(durations).containsExactly(50_000L);
            assertThat(delays).containsExactly(45_000L);
            durations.clear();
            delays.clear();
            time.advanceMs(1);
            loop.runOnce();
            loop.runOnce();
            assertThat(durations).containsExactly(1_000L, 0L);
            assertThat(delays).as("a poll that does not wait").containsExactly(0L, 0L);
        }
    }

    @Test
    void blockEndsWhenNothingIsLeftToWaitFor() {
        List<String> order = new ArrayList<>();
        Dispatcher dispatcher = Dispatcher.create("block", LoopOptions.defaults());
        dispatcher.createTimer(() -> order.add("timer")).enableMs(1);
        dispatcher.createSchedulableCallback(() -> order.add("next")).scheduleNextIteration();
        dispatcher.deleteInDispatcherThread(() -> order.add("delete"));
        dispatcher.eventLoop().execute(() -> order.add("netty"));
        dispatcher.eventLoop().schedule(() -> order.add("netty timer"), 5, TimeUnit.MILLISECONDS);
        dispatcher.post(() -> dispatcher.post(() -> order.add("second post")));
        dispatcher.run(RunType.BLOCK);
        dispatcher.close();
        assertThat(order).containsExactlyInAnyOrder("timer", "next", "delete", "netty", "netty timer", "second post");
    }

    @Test
    void blockWaitsAsLongAsAChannelIsRegistered() throws Exception {
        for (Kind kind : Kind.values()) {
            ManualTimeSource time = new ManualTimeSource();
            try (ManualLoop loop =
                            new ManualLoop("block", time, LoopOptions.defaults().withKind(kind));
                    TestSocket socket = TestSocket.connected(loop, kind)) {
                Dispatcher dispatcher = loop.dispatcher();
                socket.onRead(() -> {
                    socket.accepted().close();
                    socket.listener().close();
                });
                Thread sender = Thread.ofPlatform().start(socket::send);
                dispatcher.run(RunType.BLOCK);
                assertThat(socket.accepted().isOpen()).as("%s", kind).isFalse();
                sender.join();
            }
        }
    }

    @Test
    void closeEndsTheChannelsOfTheLoop() throws Exception {
        for (Kind kind : Kind.values()) {
            ManualLoop loop = manual(kind);
            try (TestSocket socket = TestSocket.connected(loop, kind)) {
                List<String> order = new ArrayList<>();
                socket.onInactive(() -> {
                    order.add("inactive");
                    loop.dispatcher().deferredDelete(() -> order.add("deleted"));
                });
                loop.dispatcher().locals().set(0, "value");
                loop.dispatcher().locals().onDispatcherClose(value -> order.add(value.toString()));
                loop.close();
                assertThat(socket.accepted().isOpen()).as("%s", kind).isFalse();
                assertThat(order).as("%s", kind).containsExactly("inactive", "deleted", "value");
            }
        }
    }

    @Test
    void currentIsTheDispatcherWhoseRunIsOnThisThread() {
        try (ManualLoop outer = new ManualLoop("outer");
                ManualLoop inner = new ManualLoop("inner")) {
            assertThat(Dispatcher.currentOrNull()).isNull();
            assertThatThrownBy(Dispatcher::current).isInstanceOf(IllegalStateException.class);
            List<Dispatcher> seen = new ArrayList<>();
            inner.dispatcher().post(() -> seen.add(Dispatcher.current()));
            outer.dispatcher().post(() -> {
                seen.add(Dispatcher.current());
                inner.runOnce();
                seen.add(Dispatcher.current());
            });
            outer.runOnce();
            assertThat(seen).containsExactly(outer.dispatcher(), inner.dispatcher(), outer.dispatcher());
            assertThat(Dispatcher.currentOrNull()).isNull();
            assertThat(outer.asCurrent(() -> Dispatcher.current().name())).isEqualTo("outer");
        }
    }

    @Test
    void aDispatcherBelongsToTheFirstThreadThatRunsItAndToNoVirtualOne() throws Exception {
        try (ManualLoop loop = new ManualLoop("owned")) {
            AtomicReference<Throwable> onVirtual = new AtomicReference<>();
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            loop.runOnce();
                        } catch (IllegalStateException e) {
                            onVirtual.set(e);
                        }
                    })
                    .join();
            assertThat(onVirtual.get()).isInstanceOf(IllegalStateException.class);
            loop.runOnce();
            loop.runOnce();
        }
        ManualLoop closed = new ManualLoop("closed");
        closed.close();
        assertThatThrownBy(closed::runOnce).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void trackedObjectsAreDumpedTheInnermostFirst() {
        try (ManualLoop loop = new ManualLoop("tracked")) {
            Dispatcher dispatcher = loop.dispatcher();
            StringBuilder none = new StringBuilder();
            dispatcher.dumpTracked(none);
            assertThat(none).isEmpty();
            Tracked connection = (out, indent) -> out.append(indent).append("connection\n");
            Tracked stream = (out, indent) -> out.append(indent).append("stream\n");
            dispatcher.pushTracked(connection);
            dispatcher.pushTracked(stream);
            StringBuilder both = new StringBuilder();
            dispatcher.dumpTracked(both);
            assertThat(both).hasToString("stream\n  connection\n");
            assertThatThrownBy(() -> dispatcher.popTracked(connection)).isInstanceOf(IllegalStateException.class);
            dispatcher.popTracked(stream);
            dispatcher.post(() -> {
                dispatcher.pushTracked(stream);
                throw new IllegalStateException("on purpose");
            });
            loop.runOnce();
            StringBuilder after = new StringBuilder();
            dispatcher.dumpTracked(after);
            assertThat(after).as("what the exception left behind is cut").hasToString("connection\n");
            dispatcher.popTracked(connection);
            assertThatThrownBy(() -> dispatcher.popTracked(connection)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aSignalIsHandledOnTheLoopUntilTheWatchIsClosed() throws Exception {
        List<String> handled = new ArrayList<>();
        try (ManualLoop loop = new ManualLoop("signals")) {
            SignalWatch outer = loop.dispatcher().listenForSignal("WINCH", () -> handled.add("outer"));
            SignalWatch inner = loop.dispatcher().listenForSignal("WINCH", () -> handled.add("inner"));
            raise("WINCH");
            awaitSize(loop, handled, 1);
            inner.close();
            inner.close();
            raise("WINCH");
            awaitSize(loop, handled, 2);
            outer.close();
            assertThatThrownBy(() -> loop.dispatcher().listenForSignal("NOSUCH", () -> {}))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(handled).containsExactly("inner", "outer");
    }

    private static void raise(String signal) throws Exception {
        String pid = Long.toString(ProcessHandle.current().pid());
        assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor())
                .isZero();
    }

    private static void awaitSize(ManualLoop loop, List<String> list, int size) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (list.size() < size && System.nanoTime() < end) {
            loop.runOnce();
            Thread.onSpinWait();
        }
        assertThat(list).hasSize(size);
    }

    private static ManualLoop manual(Kind kind) {
        ManualTimeSource time = new ManualTimeSource();
        return new ManualLoop(
                kind.name(), time, LoopOptions.defaults().withKind(kind).withTimeSource(time));
    }
}
