package io.nuncio.proxy.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.filter.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The traps of threads that a worker's own loop runs. */
class AffineTest {

    private static final long TOO_LONG_NS = Duration.ofMillis(80).toNanos();

    private final BlockingHarness proxy = new BlockingHarness(true);

    @AfterEach
    void close() {
        proxy.close();
    }

    private static void compute() {
        long end = System.nanoTime() + TOO_LONG_NS;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aFilterRunsInTheLoopsOwnTurn() {
        proxy.filter("a", x -> Response.of(200).withText("here"));
        proxy.get("/");
        assertThat(proxy.client.body).as("without waiting for anybody").hasToString("here");
    }

    @Test
    void Y43_whoComputesTooLongIsReportedAndMovedToThePool() {
        List<Boolean> onLoop = Collections.synchronizedList(new ArrayList<>());
        proxy.filter("busy", x -> {
                    compute();
                    return x.proceed();
                })
                .answers(200, "ok");
        proxy.get("/").awaitAnswer();
        proxy.awaitQuiet();
        assertThat(proxy.counter("busy.long_runs")).isEqualTo(1);
        proxy.get("/");
        onLoop.add(proxy.client.ended);
        proxy.awaitAnswer().awaitQuiet();
        assertThat(onLoop)
                .as("the second request was not answered in the loop's own turn")
                .containsExactly(false);
        assertThat(proxy.counter("busy.long_runs")).isEqualTo(1);
    }

    @Test
    void Y43_aChildThatComputesTooLongIsTheFiltersToo() {
        CountDownLatch done = new CountDownLatch(1);
        proxy.filter("parent", x -> {
                    Thread.startVirtualThread(() -> {
                        compute();
                        done.countDown();
                    });
                    return x.proceed();
                })
                .answers(200, "ok");
        proxy.get("/").awaitAnswer().await("the child", () -> done.getCount() == 0);
        assertThat(proxy.counter("parent.long_runs")).isEqualTo(1);
    }
}
