package io.nuncio.proxy.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.filter.Body;
import io.nuncio.filter.Headers;
import io.nuncio.filter.HttpFilter;
import io.nuncio.filter.ReplyException;
import io.nuncio.filter.Response;
import io.nuncio.filter.Summary;
import io.nuncio.filter.inline.MutableHeaders;
import io.nuncio.filter.inline.StreamFilter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What a filter does wrong ends its own request, with 500, a counter, and nothing else. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
class FailuresTest {

    private final BlockingHarness proxy;

    FailuresTest(boolean onWorker) {
        proxy = new BlockingHarness(onWorker);
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    /** The answer is 500 without a word, the failure is counted, and the next request is served. */
    private void failsAlone(HttpFilter<?> filter) {
        boolean[] bad = {true};
        HttpFilter<Object> sometimes = x -> {
            @SuppressWarnings("unchecked")
            HttpFilter<Object> failing = (HttpFilter<Object>) filter;
            return bad[0] ? failing.intercept(x) : x.proceed();
        };
        proxy.filter("bad", sometimes).answers(200, "ok");
        proxy.get("/").awaitAnswer();
        assertThat(proxy.client.status).isEqualTo(500);
        assertThat(proxy.client.body).isEmpty();
        assertThat(proxy.info.responseCodeDetails()).isEqualTo("filter_error{bad}");
        proxy.awaitQuiet();
        assertThat(proxy.counter("bad.errors")).isEqualTo(1);
        bad[0] = false;
        proxy.get("/").awaitAnswer();
        assertThat(proxy.client.status).isEqualTo(200);
    }

    @Test
    void Y17_anExceptionBeforeTheRequestWasPassedOn() {
        failsAlone(x -> {
            throw new IllegalStateException("secret");
        });
    }

    @Test
    void Y17_anExceptionAfterTheResponseHasCome() {
        failsAlone(x -> {
            x.proceed();
            throw new IllegalStateException("secret");
        });
    }

    @Test
    void Y17_anExceptionInAFunctionOfTheRequestsBody() {
        proxy.filter(
                "bad",
                x -> x.proceed(x.request().withBody(x.request().body().map(chunk -> {
                    throw new IllegalStateException("secret");
                }))));
        proxy.request("POST", "/", false).data("abc", false).awaitAnswer();
        assertThat(proxy.client.status).isEqualTo(500);
        assertThat(proxy.counter("bad.errors")).isEqualTo(1);
    }

    @Test
    void Y17_anExceptionInAFunctionOfTheResponsesBodyResetsWhatHasBegun() {
        proxy.filter("bad", x -> {
            Response back = x.proceed();
            return back.withBody(back.body().map(chunk -> {
                throw new IllegalStateException("secret");
            }));
        });
        proxy.get("/").awaitUpstream();
        proxy.upstreamDoes(up -> up.head(200, false))
                .upstreamDoes(up -> up.data("abc", false))
                .awaitAnswer();
        assertThat(proxy.client.status).isEqualTo(200);
        assertThat(proxy.client.reset).isTrue();
        assertThat(proxy.counter("bad.errors")).isEqualTo(1);
    }

    @Test
    void Y18_anExceptionInAThreadThatTheFilterStartedConcernsNobody() {
        proxy.filter("a", x -> {
                    Thread child = Thread.ofVirtual().unstarted(() -> {
                        throw new IllegalStateException("a child's own");
                    });
                    child.setUncaughtExceptionHandler((thread, failure) -> {});
                    child.start();
                    child.join();
                    return x.proceed();
                })
                .answers(200, "ok");
        proxy.get("/").awaitAnswer();
        assertThat(proxy.client.body).hasToString("ok");
    }

    @Test
    void Y19_Y20_anExceptionInTheLogIsCountedAndTheOthersAreWritten() throws InterruptedException {
        CountDownLatch logged = new CountDownLatch(1);
        AtomicReference<Summary> summary = new AtomicReference<>();
        proxy.filter("a", x -> {
                    x.onComplete(s -> {
                        throw new IllegalStateException("log");
                    });
                    x.onComplete(s -> {
                        summary.set(s);
                        logged.countDown();
                    });
                    return x.proceed();
                })
                .answers(200, "four");
        proxy.get("/").awaitAnswer().await("the log", () -> logged.getCount() == 0);
        Summary told = Objects.requireNonNull(summary.get());
        assertThat(told.status()).isEqualTo(200);
        assertThat(told.responseBytes()).isEqualTo(4);
        assertThat(proxy.counter("a.errors")).isEqualTo(1);
    }

    @Test
    void X18_theLogIsWrittenAfterTheLastByteAndNotBefore() {
        CountDownLatch logged = new CountDownLatch(1);
        proxy.filter("a", x -> {
            x.onComplete(s -> logged.countDown());
            return x.proceed();
        });
        proxy.get("/").awaitUpstream();
        proxy.upstreamDoes(up -> up.head(200, false)).await("the head", () -> proxy.client.heads == 1);
        proxy.awaitQuiet();
        assertThat(logged.getCount()).isEqualTo(1);
        proxy.upstreamDoes(up -> up.data("x", true)).await("the log", () -> logged.getCount() == 0);
    }

    @Test
    void Y21_endlessRecursionEndsItsRequestOnly() {
        failsAlone(x -> {
            endless(0);
            return x.proceed();
        });
    }

    @SuppressWarnings("InfiniteRecursion") // that is what is tried
    private static int endless(int depth) {
        return endless(depth + 1) + 1;
    }

    @Test
    void Y21_aHugeAllocationEndsItsRequestOnly() {
        failsAlone(x -> Response.of(200).withBody(Body.of(new byte[Integer.MAX_VALUE])));
    }

    @Test
    @SuppressWarnings("NullAway") // what an author may do without our checks
    void Y22_noResponseIsAFailure() {
        failsAlone(x -> null);
    }

    @Test
    void Y22_aStatusThatIsNotFinalIsAFailure() {
        failsAlone(x -> Response.of(100));
    }

    @Test
    void Y22_aFieldThatWouldBreakTheMessageInTwoIsAFailure() {
        failsAlone(x -> x.proceed(x.request().withHeader("a", "b\r\nc: d")));
    }

    @Test
    void Y22_aBodyThatWasReadCannotBePassedOnAsIfItHadNot() {
        proxy.filter("bad", x -> {
            x.request().body().readAll(10);
            return x.proceed();
        });
        proxy.request("POST", "/", false).data("abc", true).awaitAnswer();
        assertThat(proxy.client.status).isEqualTo(500);
    }

    @Test
    void anAnswerMayBeThrown() {
        proxy.filter("a", x -> {
            throw new ReplyException(Response.of(404).withText("nothing").because("no_such_thing"));
        });
        proxy.get("/").awaitAnswer();
        assertThat(proxy.client.status).isEqualTo(404);
        assertThat(proxy.client.body).hasToString("nothing");
        assertThat(proxy.counter("a.errors")).isZero();
    }

    @Test
    void Y17_theFailureOfAnInnerFilterIsAnAnswerToTheOuterOne() {
        proxy.filter("outer", x -> x.proceed().withHeader("outer", "1")).filter("inner", x -> {
            throw new IllegalStateException("secret");
        });
        proxy.get("/").awaitAnswer();
        assertThat(proxy.client.status).isEqualTo(500);
        assertThat(proxy.client.header("outer")).isEqualTo("1");
        assertThat(proxy.info.responseCodeDetails()).isEqualTo("filter_error{inner}");
        assertThat(proxy.counter("inner.errors")).isEqualTo(1);
        assertThat(proxy.counter("outer.errors")).isZero();
    }

    @Test
    void Y24_Y23_aFilterThatNeverGivesTheStreamBackIsReportedThenEnded() {
        CountDownLatch entered = new CountDownLatch(1);
        proxy.limits(10, false, 1_000, 5_000).filter("slow", x -> {
            entered.countDown();
            new CountDownLatch(1).await();
            return x.proceed();
        });
        proxy.get("/").await("the filter", () -> entered.getCount() == 0);
        proxy.loop.advance(Duration.ofMillis(1_001));
        assertThat(proxy.counter("slow.stuck")).isEqualTo(1);
        assertThat(proxy.client.heads).isZero();
        proxy.loop.advance(Duration.ofMillis(4_001));
        proxy.awaitAnswer();
        assertThat(proxy.client.status).isEqualTo(500);
        assertThat(proxy.info.responseCodeDetails()).isEqualTo("filter_timeout{slow}");
        assertThat(proxy.counter("slow.timeouts")).isEqualTo(1);
        proxy.awaitQuiet();
    }

    @Test
    void Y24_waitingForTheUpstreamIsNotTheFiltersTime() {
        proxy.limits(10, false, 1_000, 5_000).filter("a", x -> x.proceed());
        proxy.get("/").awaitUpstream();
        proxy.loop.advance(Duration.ofMinutes(10));
        proxy.upstreamDoes(up -> up.whole(200, "late")).awaitAnswer();
        assertThat(proxy.client.body).hasToString("late");
        assertThat(proxy.counter("a.stuck")).isZero();
    }

    @Test
    void Y29_aRequestLargerThanTheFilterCollectsIsAnsweredWith413() {
        proxy.filter(
                "a",
                x -> x.proceed(x.request().withBody(Body.of(x.request().body().readAll(5)))));
        proxy.request("POST", "/", false).data("123456", false).awaitAnswer();
        assertThat(proxy.client.status).isEqualTo(413);
        assertThat(proxy.reached()).isFalse();
        assertThat(proxy.counter("a.errors")).isZero();
    }

    @Test
    void Y29_aResponseLargerThanTheFilterCollectsIsAnsweredWith500() {
        proxy.filter("a", x -> {
                    Response back = x.proceed();
                    return back.withBody(Body.of(back.body().readAll(5)));
                })
                .answers(200, "123456");
        proxy.get("/").awaitAnswer();
        assertThat(proxy.client.status).isEqualTo(500);
        assertThat(proxy.client.body).hasToString("Internal Server Error");
        assertThat(proxy.counter("a.errors")).isZero();
    }

    @Test
    void Y42_moreRequestsThanTheFilterTakesAreAnsweredWith503() {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        proxy.limits(1, false, 10_000, 60_000).filter("full", x -> {
            entered.countDown();
            go.await();
            return x.proceed();
        });
        proxy.answers(200, "ok").get("/").await("the filter", () -> entered.getCount() == 0);
        Client first = proxy.client;
        proxy.get("/").awaitAnswer();
        assertThat(proxy.client.status).isEqualTo(503);
        assertThat(proxy.info.responseCodeDetails()).isEqualTo("filter_overflow{full}");
        go.countDown();
        proxy.await("the first answer", () -> first.ended);
        assertThat(proxy.counter("full.overflow")).isEqualTo(1);
    }

    @Test
    void Y42_orPassItByWhereTheOperatorSaysSo() {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        proxy.limits(1, true, 10_000, 60_000).filter("full", x -> {
            entered.countDown();
            go.await();
            return x.proceed().withHeader("through", "1");
        });
        proxy.answers(200, "ok").get("/").await("the filter", () -> entered.getCount() == 0);
        Client first = proxy.client;
        proxy.get("/").awaitAnswer();
        assertThat(proxy.client.status).isEqualTo(200);
        assertThat(proxy.client.header("through")).isEmpty();
        go.countDown();
        proxy.await("the first answer", () -> first.ended);
        assertThat(proxy.counter("full.skipped")).isEqualTo(1);
    }

    @Test
    void Y14_anAnswerOfAnotherFilterGoesOutAtOnceAndTheFilterIsToldThatItIsOver() {
        CountDownLatch entered = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        proxy.inline("timer", stream -> new StreamFilter() {
                    @Override
                    public Verdict onRequestHeaders(MutableHeaders headers, boolean end) {
                        stream.after(Duration.ofSeconds(1), () -> stream.reply(Response.of(418)));
                        return Verdict.CONTINUE;
                    }
                })
                .filter("a", x -> {
                    entered.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException ended) {
                        thrown.set(ended);
                    }
                    return x.proceed();
                });
        proxy.get("/").await("the filter", () -> entered.getCount() == 0);
        proxy.loop.advance(Duration.ofSeconds(2));
        proxy.awaitAnswer();
        assertThat(proxy.client.status).isEqualTo(418);
        proxy.awaitQuiet();
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(proxy.reached()).isFalse();
        assertThat(proxy.counter("a.errors")).isZero();
    }

    @Test
    void Y16_aFilterBehindOneThatAnswersIsNeverEntered() {
        List<String> entered = new java.util.concurrent.CopyOnWriteArrayList<>();
        proxy.filter("a", x -> {
                    entered.add("a");
                    return x.proceed();
                })
                .inline("between", stream -> new StreamFilter() {
                    @Override
                    public Verdict onRequestHeaders(MutableHeaders headers, boolean end) {
                        stream.reply(Response.of(403));
                        return Verdict.CONTINUE;
                    }
                })
                .filter("b", x -> {
                    entered.add("b");
                    return x.proceed();
                });
        proxy.get("/").awaitAnswer();
        assertThat(proxy.client.status).isEqualTo(403);
        assertThat(entered).containsExactly("a");
    }

    @Test
    void X12_stateAndMetadataAreTheStreamsAndAreRead() {
        proxy.filter("a", x -> {
                    x.state("acme.user", "bob");
                    x.metadata("acme", java.util.Map.of("n", 1, "list", List.of("a", true)));
                    return x.proceed();
                })
                .filter(
                        "b",
                        x -> Response.of(200)
                                .withText(x.state("acme.user").orElse("?") + " " + x.state("none") + " "
                                        + x.metadata("acme").get("list") + " " + x.metadata("other")));
        proxy.get("/").awaitAnswer();
        assertThat(proxy.client.body).hasToString("bob Optional.empty [a, true] {}");
        assertThat(proxy.info.metadata("acme")).containsEntry("n", 1.0);
    }

    @Test
    void X20_interimResponsesGoOutBeforeTheFinalOne() {
        proxy.filter("a", x -> {
                    x.inform(103, Headers.of("link", "</style.css>"));
                    return x.proceed();
                })
                .answers(200, "ok");
        proxy.get("/").awaitAnswer();
        assertThat(proxy.client.interim).containsExactly(103);
        assertThat(proxy.client.body).hasToString("ok");
    }
}
