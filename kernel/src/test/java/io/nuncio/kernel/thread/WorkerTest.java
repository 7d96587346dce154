package io.nuncio.kernel.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The life of the threads. */
class WorkerTest {

    @Test
    void aWorkerRunsWhatWasPostedBeforeItsStartAndEndsInOrder() throws Exception {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        Worker worker = Worker.create(3, LoopOptions.defaults());
        Dispatcher dispatcher = worker.dispatcher();
        assertThat(dispatcher.name()).isEqualTo("worker_3");
        assertThat(worker.index()).isEqualTo(3);
        CountDownLatch running = new CountDownLatch(1);
        dispatcher.post(() -> {
            order.add(Thread.currentThread().getName());
            dispatcher.locals().set(0, "lowest");
            dispatcher.locals().set(40, "highest");
            dispatcher.locals().onDispatcherClose(value -> order.add("local " + value));
            running.countDown();
        });
        worker.onLoopEnded(() -> {
            order.add("hook 1 on " + Dispatcher.current().name() + " " + dispatcher.isThreadSafe());
            dispatcher.deferredDelete(() -> order.add("deferred by hook"));
        });
        worker.onLoopEnded(() -> {
            throw new IllegalStateException("on purpose");
        });
        worker.onLoopEnded(() -> order.add("hook 3"));
        worker.start();
        assertThat(running.await(5, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(worker::start).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> worker.onLoopEnded(() -> {})).isInstanceOf(IllegalStateException.class);
        worker.stop();
        worker.stop();
        assertThat(order)
                .containsExactly(
                        "wrk:worker_3",
                        "hook 1 on worker_3 true",
                        "hook 3",
                        "deferred by hook",
                        "local highest",
                        "local lowest");
        assertThatThrownBy(worker::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aWorkerThatWasNeverStartedIsStoppedOnTheCallersThread() {
        List<String> order = new ArrayList<>();
        Worker worker = Worker.create(0, LoopOptions.defaults());
        worker.dispatcher().post(new Task() {
            @Override
            public void run() {
                order.add("run");
            }

            @Override
            public void release() {
                order.add("released");
            }
        });
        worker.onLoopEnded(() -> order.add("hook of " + Dispatcher.current().name()));
        worker.stop();
        assertThat(order).containsExactly("released", "hook of worker_0");
        assertThat(Dispatcher.currentOrNull()).isNull();
        assertThatThrownBy(worker::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aWorkerCannotWaitForItsOwnEnd() throws Exception {
        Worker worker = Worker.create(0, LoopOptions.defaults());
        CountDownLatch refused = new CountDownLatch(1);
        worker.dispatcher().post(() -> {
            try {
                worker.stop();
            } catch (IllegalStateException e) {
                refused.countDown();
            }
        });
        worker.start();
        assertThat(refused.await(5, TimeUnit.SECONDS)).isTrue();
        worker.stop();
    }

    @Test
    void stopWaitsThoughItsCallerIsInterruptedAndKeepsTheInterrupt() {
        Worker worker = Worker.create(0, LoopOptions.defaults());
        worker.start();
        Thread.currentThread().interrupt();
        worker.stop();
        assertThat(Thread.interrupted()).isTrue();
        assertThatThrownBy(() -> worker.dispatcher().createTimer(() -> {})).isInstanceOf(WrongThreadException.class);
    }

    @Test
    void theMainThreadEndsByExitOfItsOwn() throws Exception {
        MainThread main = MainThread.create(LoopOptions.defaults());
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        main.onLoopEnded(() -> order.add("ended"));
        main.dispatcher().post(() -> {
            order.add(Thread.currentThread().getName());
            main.dispatcher().exit();
        });
        main.start();
        main.join();
        main.stop();
        assertThat(order).containsExactly("main", "ended");
    }

    @Test
    void noDescriptorAndNoThreadIsLeftBehind() {
        int threads = Thread.activeCount();
        for (LoopOptions.Kind kind : LoopOptions.Kind.values()) {
            cycle(kind);
            int before = descriptors();
            for (int i = 0; i < 20; i++) {
                cycle(kind);
            }
            assertThat(descriptors()).as("%s", kind).isLessThan(before + 10);
        }
        assertThat(Thread.activeCount()).isLessThan(threads + 5);
    }

    private static void cycle(LoopOptions.Kind kind) {
        Worker started = Worker.create(0, LoopOptions.defaults().withKind(kind));
        started.start();
        started.stop();
        Worker.create(1, LoopOptions.defaults().withKind(kind)).stop();
    }

    private static int descriptors() {
        String[] open = new File("/proc/self/fd").list();
        return open == null ? 0 : open.length;
    }
}
