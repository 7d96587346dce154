package io.nuncio.proxy.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.filter.Response;
import io.nuncio.filter.StreamGoneException;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spi.message.ResetReason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The stream ends while the filter has it: nobody waits, nothing hangs, and the filter cannot touch it any more. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
class DeathsTest {

    private final BlockingHarness proxy;
    private final CountDownLatch entered = new CountDownLatch(1);
    private final AtomicReference<Throwable> thrown = new AtomicReference<>();

    DeathsTest(boolean onWorker) {
        proxy = new BlockingHarness(onWorker);
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    private interface Blocking {
        void run() throws Exception;
    }

    /** The client leaves while the filter is blocked; the filter ends, nothing is answered, nothing is counted. */
    private void ends(Blocking blocking, Class<? extends Throwable> with) {
        proxy.filter("a", x -> {
            entered.countDown();
            try {
                blocking.run();
            } catch (Exception ended) {
                thrown.set(ended);
                throw ended;
            }
            return Response.of(200);
        });
        proxy.request("POST", "/", false).await("the filter", () -> entered.getCount() == 0);
        proxy.clientGoes().awaitQuiet();
        assertThat(thrown.get()).isInstanceOf(with);
        assertThat(proxy.client.heads).isZero();
        assertThat(proxy.completed).isEqualTo(1);
        assertThat(proxy.counter("a.errors")).isZero();
    }

    @Test
    void Y07_Y08_asleep() {
        ends(() -> new CountDownLatch(1).await(1, TimeUnit.HOURS), InterruptedException.class);
    }

    @Test
    @SuppressWarnings("LockNotBeforeTry") // the thread holds the lock until the test lets it go
    void Y08_waitingForALock() throws InterruptedException {
        ReentrantLock lock = new ReentrantLock();
        CountDownLatch done = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        Thread holder = Thread.ofPlatform().start(() -> {
            lock.lock();
            held.countDown();
            try {
                done.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                lock.unlock();
            }
        });
        held.await();
        ends(lock::lockInterruptibly, InterruptedException.class);
        done.countDown();
        holder.join();
    }

    @Test
    void Y08_readingFromASocket() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
            ends(() -> socket.getInputStream().read(), IOException.class);
        }
    }

    @Test
    void Y07_passingOnTheRequest() {
        proxy.filter("a", x -> {
            try {
                return x.proceed();
            } catch (StreamGoneException gone) {
                thrown.set(gone);
                throw gone;
            }
        });
        proxy.get("/").awaitUpstream();
        proxy.clientGoes().awaitQuiet();
        assertThat(thrown.get()).isInstanceOf(StreamGoneException.class);
        assertThat(proxy.upstream().destroyed).isTrue();
    }

    @Test
    void Y11_waitingForAChunk() {
        proxy.filter("a", x -> {
            entered.countDown();
            try {
                return Response.of(200).withText("" + x.request().body().read());
            } catch (StreamGoneException gone) {
                thrown.set(gone);
                throw gone;
            }
        });
        proxy.request("POST", "/", false).await("the filter", () -> entered.getCount() == 0);
        proxy.clientGoes().awaitQuiet();
        assertThat(thrown.get()).isInstanceOf(StreamGoneException.class);
    }

    @Test
    void Y07_whoSwallowsItIsToldAtEveryFurtherOperation() {
        List<String> told = new ArrayList<>();
        proxy.filter("a", x -> {
            entered.countDown();
            for (int i = 0; i < 3; i++) {
                try {
                    if (i == 0) {
                        new CountDownLatch(1).await();
                    } else {
                        x.state("a", "b");
                    }
                } catch (InterruptedException | RuntimeException ended) {
                    told.add(ended.getClass().getSimpleName());
                }
            }
            told.add("path " + x.request().path() + " alive " + x.alive());
            return x.proceed();
        });
        proxy.get("/v").await("the filter", () -> entered.getCount() == 0);
        proxy.clientGoes().awaitQuiet();
        assertThat(told)
                .containsExactly(
                        "InterruptedException", "StreamGoneException", "StreamGoneException", "path /v alive false");
    }

    @Test
    void Y09_whoDoesNotStopIsAnOrphanAndTheStreamIsGone() {
        CountDownLatch go = new CountDownLatch(1);
        proxy.filter("a", x -> {
            entered.countDown();
            while (true) {
                try {
                    go.await();
                    return Response.of(200);
                } catch (InterruptedException ignored) {
                    thrown.set(ignored);
                }
            }
        });
        proxy.get("/").await("the filter", () -> entered.getCount() == 0);
        proxy.clientGoes().await("the interruption", () -> thrown.get() != null);
        assertThat(proxy.completed).isEqualTo(1);
        assertThat(proxy.stats.root().gauge("java_filter.a.orphans").value()).isEqualTo(1);
        go.countDown();
        proxy.awaitQuiet();
        assertThat(proxy.stats.root().gauge("java_filter.a.orphans").value()).isZero();
    }

    @Test
    void Y13_beforeTheFirstHeaderNoFilterIsEntered() {
        proxy.filter("a", x -> {
            entered.countDown();
            return x.proceed();
        });
        proxy.get("/");
        proxy.clientGoes().awaitQuiet();
        CountDownLatch before = entered;
        assertThat(before.getCount()).isLessThanOrEqualTo(1);
        assertThat(proxy.client.heads).isZero();
    }

    @Test
    void Y47_aCallUnderWayIsCalledOff() {
        proxy.filter("a", x -> {
            entered.countDown();
            try {
                return x.cluster("auth").call(io.nuncio.filter.Request.get("/"));
            } catch (StreamGoneException gone) {
                thrown.set(gone);
                throw gone;
            }
        });
        proxy.get("/").await("the call", () -> proxy.log.contains("call auth GET /"));
        proxy.clientGoes().awaitQuiet();
        assertThat(thrown.get()).isInstanceOf(StreamGoneException.class);
        assertThat(proxy.callsCancelled).isPositive();
    }

    @Test
    void Y15_anEarlyAnswerWhileTheRequestStillComes() {
        proxy.filter("a", x -> x.proceed());
        proxy.request("POST", "/", false).awaitUpstream();
        proxy.upstreamDoes(up -> up.whole(503, "no")).awaitAnswer();
        proxy.run(() -> proxy.stream().onData(ByteQueue.ofAscii("late"), true));
        assertThat(proxy.client.status).isEqualTo(503);
        assertThat(proxy.completed).isEqualTo(1);
    }

    @Test
    void Y44_aThousandRequestsAbortedAnywhereLeaveNothingBehind() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        proxy.filter("a", x -> {
                    if (x.request().headers().has("read")) {
                        x.request().body().close();
                    }
                    Response back = x.proceed(x.request().withBody(io.nuncio.filter.Body.of("x")));
                    return back.withBody(back.body().map(chunk -> chunk));
                })
                .filter("b", x -> x.proceed().withHeader("b", "1"));
        int requests = 1_000;
        int[] before = {0};
        for (int i = 0; i < requests; i++) {
            proxy.request("POST", "/", false, random.nextBoolean() ? "read" : "n", "1");
            int steps = random.nextInt(6);
            for (int step = 0; step < steps; step++) {
                turn(random);
            }
            if (proxy.completed == before[0]) {
                proxy.run(() -> proxy.stream().onReset(ResetReason.REMOTE_RESET, ""));
            }
            before[0]++;
            assertThat(proxy.completed).as("seed " + seed + " request " + i).isEqualTo(before[0]);
        }
        proxy.awaitQuiet();
        assertThat(proxy.completed).isEqualTo(requests);
        assertThat(proxy.stats.root().gauge("java_filter.a.rq_active").value()).isZero();
        assertThat(proxy.stats.root().gauge("java_filter.a.orphans").value()).isZero();
        assertThat(proxy.counter("a.errors")).as("seed " + seed).isZero();
    }

    @SuppressWarnings("ThreadPriorityCheck") // one of the random turns is to let another thread go first
    private void turn(Random random) {
        switch (random.nextInt(4)) {
            case 0 -> proxy.data("abc", false);
            case 1 -> {
                if (proxy.reached()
                        && proxy.client.heads == 0
                        && proxy.upstream().stream().responseHeaders() == null
                        && !proxy.upstream().destroyed) {
                    proxy.upstreamDoes(up -> up.head(200, false));
                }
            }
            case 2 -> {
                if (proxy.reached()
                        && !proxy.upstream().destroyed
                        && proxy.upstream().stream().responseHeaders() != null) {
                    proxy.upstreamDoes(up -> up.data("def", false));
                }
            }
            default -> Thread.yield();
        }
    }
}
