package io.nuncio.kernel.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DispatcherTest {

    @Test
    void d02_postOfTheLoopThreadIsNotInline() {
        List<String> order = new ArrayList<>();
        try (ManualLoop loop = new ManualLoop("d02")) {
            Dispatcher dispatcher = loop.dispatcher();
            dispatcher.post(() -> {
                dispatcher.post(() -> order.add("second"));
                order.add("first");
            });
            loop.runOnce();
        }
        assertThat(order).containsExactly("first", "second");
    }

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
    void d08_isThreadSafe() throws Exception {
        for (LoopOptions.Kind kind : LoopOptions.Kind.values()) {
            Worker worker = Worker.create(0, LoopOptions.defaults().withKind(kind));
            Dispatcher dispatcher = worker.dispatcher();
            assertThat(dispatcher.isThreadSafe()).isTrue();
            List<Object> seen = new ArrayList<>();
            dispatcher.post(() -> seen.add(dispatcher.isThreadSafe()));
            dispatcher.post(() -> seen.add(Dispatcher.current().name()));
            java.util.concurrent.CountDownLatch done = new java.util.concurrent.CountDownLatch(1);
            worker.start();
            dispatcher.post(done::countDown);
            done.await();
            assertThat(dispatcher.isThreadSafe()).isFalse();
            worker.stop();
            assertThat(seen).containsExactly(true, "worker_0");
        }
    }
}
