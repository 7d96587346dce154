package io.nuncio.proxy.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.filter.Body;
import io.nuncio.filter.Exchange;
import io.nuncio.filter.Headers;
import io.nuncio.filter.NotOwnerException;
import io.nuncio.filter.Request;
import io.nuncio.filter.Response;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what, and when; whoever breaks it is told and the stream is unharmed. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
class OwnershipTest {

    private final BlockingHarness proxy;

    OwnershipTest(boolean onWorker) {
        proxy = new BlockingHarness(onWorker);
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    private interface Attempt {
        void run() throws Exception;
    }

    /** What an attempt throws, on a thread of its own. */
    private static @org.jspecify.annotations.Nullable Throwable elsewhere(Attempt attempt) throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread.ofPlatform().start(() -> thrown.set(here(attempt))).join();
        return thrown.get();
    }

    private static @org.jspecify.annotations.Nullable Throwable here(Attempt attempt) {
        try {
            attempt.run();
            return null;
        } catch (Exception | Error failure) {
            return failure;
        }
    }

    @Test
    void Y01_anotherThreadReadsWhatWasKnownWhenTheFilterWasEntered() {
        List<Object> read = Collections.synchronizedList(new ArrayList<>());
        proxy.filter("a", x -> {
                    elsewhere(() -> {
                        read.add(x.request().headers().first("n").orElse(""));
                        read.add(x.info());
                        read.add(x.alive());
                    });
                    return x.proceed(x.request().withHeader("n", "2"));
                })
                .answers(200, "");
        proxy.get("/", "n", "1").awaitAnswer();
        assertThat(read).hasSize(3).contains("1", true);
    }

    @Test
    void Y02_whoHasPassedTheRequestOnCannotReadItsBody() {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        proxy.filter("a", x -> {
            Response back = x.proceed();
            thrown.set(here(() -> x.request().body().read()));
            return back;
        });
        proxy.request("POST", "/", false).awaitUpstream();
        proxy.data("abc", true).upstreamDoes(up -> up.whole(200, "ok")).awaitAnswer();
        assertThat(thrown.get()).isInstanceOf(NotOwnerException.class).hasMessageContaining("passed on");
        assertThat(proxy.upstream().body).hasToString("abc");
        assertThat(proxy.client.body).hasToString("ok");
    }

    @Test
    void Y02_anExchangeThatWasKeptIsOfNoUse() throws InterruptedException {
        AtomicReference<Exchange<?>> kept = new AtomicReference<>();
        proxy.filter("a", x -> {
                    kept.set(x);
                    return x.proceed();
                })
                .answers(200, "ok");
        proxy.get("/").awaitAnswer();
        Exchange<?> exchange = Objects.requireNonNull(kept.get());
        assertThat(here(exchange::proceed)).isInstanceOf(NotOwnerException.class);
        assertThat(elsewhere(() -> exchange.onComplete(summary -> {}))).isInstanceOf(NotOwnerException.class);
        assertThat(exchange.request().path()).isEqualTo("/");
        assertThat(proxy.client.body).hasToString("ok");
        assertThat(proxy.counter("a.not_owner")).isEqualTo(2);
    }

    @Test
    void Y03_nobodyCanDoAnythingWhileTheWorkerOwnsTheStream() throws InterruptedException {
        AtomicReference<Exchange<?>> kept = new AtomicReference<>();
        proxy.filter("a", x -> {
            kept.set(x);
            return x.proceed();
        });
        proxy.get("/").awaitUpstream();
        assertThat(elsewhere(() -> Objects.requireNonNull(kept.get()).inform(103, Headers.NONE)))
                .isInstanceOf(NotOwnerException.class);
        proxy.upstreamDoes(up -> up.whole(200, "ok")).awaitAnswer();
        assertThat(proxy.client.interim).isEmpty();
        assertThat(proxy.client.body).hasToString("ok");
    }

    @Test
    void Y04_ofTwoThreadsTheOwnerProceedsAndTheOtherIsTold() {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        proxy.filter("a", x -> {
                    thrown.set(elsewhere(x::proceed));
                    return x.proceed();
                })
                .answers(200, "ok");
        proxy.get("/").awaitAnswer();
        assertThat(thrown.get()).isInstanceOf(NotOwnerException.class);
        assertThat(proxy.log.stream().filter(line -> line.equals("upstream head end")))
                .hasSize(1);
        assertThat(proxy.client.body).hasToString("ok");
    }

    @Test
    void Y04_M11_theSecondTimeIsRefusedAndTheStreamIsUnharmed() {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        proxy.filter("a", x -> {
                    Response back = x.proceed();
                    thrown.set(here(x::proceed));
                    return back;
                })
                .answers(200, "ok");
        proxy.get("/").awaitAnswer();
        assertThat(thrown.get()).isInstanceOf(IllegalStateException.class).hasMessageContaining("before");
        assertThat(proxy.client.body).hasToString("ok");
    }

    @Test
    void Y05_theAnswerIsWhatInterceptReturnsAndThereIsOne() {
        proxy.filter("a", x -> {
                    x.proceed();
                    return Response.of(418).withText("mine");
                })
                .answers(200, "theirs");
        proxy.get("/").awaitAnswer();
        assertThat(proxy.client.heads).isEqualTo(1);
        assertThat(proxy.client.status).isEqualTo(418);
        assertThat(proxy.client.body).hasToString("mine");
    }

    @Test
    void Y31_valuesAndCallsAreForSeveralThreads() {
        proxy.cluster = request -> Response.of(200).withText(request.path());
        proxy.filter("a", x -> {
            List<String> got = Collections.synchronizedList(new ArrayList<>());
            List<Thread> children = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String path = "/" + i;
                children.add(Thread.ofVirtual().start(() -> {
                    Throwable failed = here(() -> got.add(new String(
                            x.cluster("other").call(Request.get(path)).body().readAll(100),
                            StandardCharsets.US_ASCII)));
                    if (failed != null) {
                        got.add(failed.toString());
                    }
                }));
            }
            for (Thread each : children) {
                each.join();
            }
            Collections.sort(got);
            return Response.of(200).withText(String.join("", got));
        });
        proxy.get("/").awaitAnswer();
        assertThat(proxy.client.body).hasToString("/0/1/2/3/4/5/6/7");
    }

    @Test
    void Y32_Y34_aChunkCannotBeReadAfterItsLoanNorByAnother() {
        List<Throwable> thrown = Collections.synchronizedList(new ArrayList<>());
        proxy.filter("a", x -> {
            ByteBuffer first = Objects.requireNonNull(x.request().body().read());
            thrown.add(elsewhere(() -> first.get(0)));
            thrown.add(here(() -> first.put(0, (byte) 1)));
            ByteBuffer second = Objects.requireNonNull(x.request().body().read());
            thrown.add(here(() -> first.get(0)));
            byte[] kept = new byte[second.remaining()];
            second.get(kept);
            Response back = Response.of(200).withBody(Body.of(kept));
            return back;
        });
        proxy.request("POST", "/", false).data("one", false);
        proxy.await("the first chunk was tried", () -> thrown.size() == 2);
        proxy.data("two", true).awaitAnswer();
        assertThat(thrown.get(0)).isInstanceOf(WrongThreadException.class);
        assertThat(thrown.get(1)).isInstanceOf(java.nio.ReadOnlyBufferException.class);
        assertThat(thrown.get(2)).isInstanceOf(IllegalStateException.class);
        assertThat(proxy.client.body).hasToString("two");
    }

    @Test
    void Y33_piecesThatWereKeptAndChangedGoOnInTheirOrder() {
        proxy.filter("a", x -> {
            List<byte[]> kept = new ArrayList<>();
            for (ByteBuffer chunk = x.request().body().read();
                    chunk != null;
                    chunk = x.request().body().read()) {
                byte[] bytes = new byte[chunk.remaining()];
                chunk.get(bytes);
                kept.add(bytes);
            }
            kept.get(0)[0] = 'X';
            StringBuilder all = new StringBuilder();
            kept.forEach(each -> all.append(new String(each, StandardCharsets.US_ASCII)));
            return x.proceed(x.request().withBody(Body.of(all.toString())));
        });
        proxy.request("POST", "/", false).data("abc", false).data("def", true).awaitUpstream();
        assertThat(proxy.upstream().body).hasToString("Xbcdef");
    }

    @Test
    void Y35_fieldsMayBeChangedWhileTheyAreWalkedThrough() {
        proxy.filter("a", x -> {
                    Request[] changed = {x.request()};
                    x.request()
                            .headers()
                            .forEach((name, value) -> changed[0] = changed[0].withHeader(name, value + "!"));
                    return x.proceed(changed[0]);
                })
                .answers(200, "");
        proxy.get("/", "a", "1", "b", "2").awaitAnswer();
        assertThat(proxy.upstream().headers).isEqualTo(Headers.of("host", "example.com!", "a", "1!", "b", "2!"));
    }

    @Test
    void Y48_aScopedValueIsTheRequestsOwn() {
        ScopedValue<String> user = ScopedValue.newInstance();
        proxy.filter(
                        "a",
                        x -> ScopedValue.where(
                                        user,
                                        x.request().headers().first("user").orElse("?"))
                                .call(() -> x.proceed().withHeader("user", user.get())))
                .answers(200, "");
        proxy.get("/", "user", "one").awaitAnswer();
        assertThat(proxy.client.header("user")).isEqualTo("one");
        proxy.get("/", "user", "two").awaitAnswer();
        assertThat(proxy.client.header("user")).isEqualTo("two");
        assertThat(user.isBound()).isFalse();
    }

    @Test
    void Y40_afterTheWorkersEndEveryOperationIsRefusedAndTheThreadEnds() throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        BlockingHarness other = new BlockingHarness(true);
        other.filter("a", x -> {
            entered.countDown();
            try {
                go.await();
                thrown.set(here(x::proceed));
            } finally {
                ended.countDown();
            }
            return Response.of(200);
        });
        other.get("/").await("the filter", () -> entered.getCount() == 0);
        other.loop.dispatcher().exit();
        other.loop.close();
        go.countDown();
        ended.await();
        assertThat(thrown.get()).isInstanceOf(io.nuncio.filter.StreamGoneException.class);
    }
}
