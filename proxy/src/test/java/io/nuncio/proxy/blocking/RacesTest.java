package io.nuncio.proxy.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.filter.Body;
import io.nuncio.filter.Request;
import io.nuncio.filter.Response;
import io.nuncio.filter.StreamGoneException;
import io.nuncio.filter.inline.MutableHeaders;
import io.nuncio.filter.inline.StreamFilter;
import io.nuncio.proxy.spi.http.EngineStream;
import io.nuncio.proxy.spi.message.ResetReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens between two things that happen at once. */
class RacesTest {

    private final BlockingHarness proxy = new BlockingHarness(false);
    private final CountDownLatch entered = new CountDownLatch(1);

    @AfterEach
    void close() {
        proxy.close();
    }

    /** Waits, without turning the loop, until a thread is parked. */
    private static void parked(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            LockSupport.parkNanos(50_000);
        }
    }

    @Test
    void Y10_Y12_whatWasAskedBeforeTheEndIsNotDoneAfterIt() throws InterruptedException {
        AtomicReference<Thread> thread = new AtomicReference<>();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        CountDownLatch go = new CountDownLatch(1);
        proxy.filter("a", x -> {
            thread.set(Thread.currentThread());
            entered.countDown();
            go.await();
            try {
                x.state("acme", "late");
            } catch (StreamGoneException gone) {
                thrown.set(gone);
            }
            return Response.of(200);
        });
        proxy.get("/");
        entered.await();
        go.countDown();
        parked(Objects.requireNonNull(thread.get()));
        proxy.loop.asCurrent(() -> proxy.stream().onReset(ResetReason.REMOTE_RESET, ""));
        assertThat(proxy.completed).as("the worker did not wait").isEqualTo(1);
        proxy.awaitQuiet();
        assertThat(thrown.get()).isInstanceOf(StreamGoneException.class);
        assertThat(proxy.info.filterState("acme")).isNull();
        assertThat(proxy.client.heads).isZero();
    }

    @Test
    void Y06_whoResumesInItsOwnCallbackGoesOnOnceAndNotInsideIt() {
        List<String> order = new ArrayList<>();
        proxy.inline("sync", stream -> new StreamFilter() {
                    @Override
                    public Verdict onRequestHeaders(MutableHeaders headers, boolean end) {
                        stream.resumeRequest();
                        order.add("callback ends, upstream reached " + proxy.reached());
                        return Verdict.HOLD;
                    }
                })
                .filter("a", x -> x.proceed())
                .answers(200, "ok");
        proxy.get("/").awaitAnswer();
        assertThat(order).containsExactly("callback ends, upstream reached false");
        assertThat(proxy.log.stream().filter(each -> each.startsWith("upstream head")))
                .hasSize(1);
    }

    @Test
    void Y37_theLogComesAfterTheAbortAndTheBodyIsGone() {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch logged = new CountDownLatch(1);
        proxy.filter("a", x -> {
            x.onComplete(summary -> {
                order.add("log " + summary.status());
                logged.countDown();
            });
            Response back = x.proceed();
            return back.withBody(back.body().map(chunk -> {
                order.add("chunk");
                return chunk;
            }));
        });
        proxy.get("/").awaitUpstream();
        proxy.upstreamDoes(up -> up.head(200, false)).upstreamDoes(up -> up.data("x", false));
        proxy.await("the chunk", () -> proxy.client.bodyBytes == 1);
        proxy.clientGoes().awaitQuiet().await("the log", () -> logged.getCount() == 0);
        assertThat(order).containsExactly("chunk", "log 200");
        assertThat(proxy.counter("a.errors")).isZero();
    }

    @Test
    void Y38_aRequestKeepsTheConfigurationOfItsBirth() {
        CountDownLatch go = new CountDownLatch(1);
        proxy.answers(200, "");
        proxy.filter(
                "a",
                x -> {
                    entered.countDown();
                    go.await();
                    return x.proceed().withHeader("config", String.valueOf(x.config()));
                },
                "old");
        proxy.get("/").await("the filter", () -> entered.getCount() == 0);
        Client first = proxy.client;
        proxy.clearChain();
        proxy.filter("a", x -> x.proceed().withHeader("config", String.valueOf(x.config())), "new");
        proxy.get("/").awaitAnswer();
        assertThat(proxy.client.header("config")).isEqualTo("new");
        go.countDown();
        proxy.await("the first answer", () -> first.ended);
        assertThat(first.header("config")).isEqualTo("old");
    }

    @Test
    void Y47_aCallGoesThroughAClusterOfTheProxy() {
        proxy.cluster = request -> Response.of(200).withText(request.method() + request.path());
        proxy.filter("a", x -> {
            Response verdict = x.cluster("auth").call(Request.post("/check", Body.of("token")));
            return Response.of(200).withText(new String(verdict.body().readAll(100), StandardCharsets.UTF_8));
        });
        proxy.get("/").awaitAnswer();
        assertThat(proxy.client.body).hasToString("POST/check");
        assertThat(proxy.log).contains("call auth POST /check");
    }

    @Test
    void Y47_aCallThatFailsIsAnIOException() {
        proxy.cluster = request -> {
            throw new IllegalStateException("no healthy upstream");
        };
        proxy.filter("a", x -> {
            try {
                x.cluster("auth").call(Request.get("/"));
                return Response.of(500);
            } catch (IOException failed) {
                return Response.of(502).withText(String.valueOf(failed.getMessage()));
            }
        });
        proxy.get("/").awaitAnswer();
        assertThat(proxy.client.body).hasToString("the call to cluster auth failed");
    }

    @Test
    void neighboursShareAThreadAndAreToldWhatIsTheirs() {
        List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        proxy.filter(
                        "a",
                        x -> {
                            threads.add(Thread.currentThread());
                            return x.proceed().withHeader("a", x.config().toString());
                        },
                        "for a")
                .filter(
                        "b",
                        x -> {
                            threads.add(Thread.currentThread());
                            return x.proceed().withHeader("b", x.config().toString());
                        },
                        "for b")
                .answers(200, "");
        proxy.get("/").awaitAnswer();
        assertThat(proxy.client.header("a") + proxy.client.header("b")).isEqualTo("for afor b");
        assertThat(threads).hasSize(2);
        assertThat(threads.getFirst()).isSameAs(threads.getLast());
    }

    @Test
    void Y16_theSecondOfTwoSeparateFiltersIsToldWhatIsDueToIt() {
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        proxy.filter("a", x -> {
                    seen.add("a");
                    Response back = x.proceed();
                    seen.add("a got " + back.status());
                    return back;
                })
                .inline("between", Pass::new)
                .filter("b", x -> {
                    seen.add("b");
                    return Response.of(403);
                });
        proxy.get("/").awaitAnswer();
        assertThat(seen).containsExactly("a", "b", "a got 403");
        assertThat(proxy.client.status).isEqualTo(403);
    }

    /** Lets everything through. */
    private record Pass(EngineStream stream) implements StreamFilter {
        @Override
        public Verdict onRequestHeaders(MutableHeaders headers, boolean end) {
            return Verdict.CONTINUE;
        }
    }
}
