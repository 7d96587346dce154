package io.nuncio.proxy.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.filter.Body;
import io.nuncio.filter.Headers;
import io.nuncio.filter.Response;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes well: values in, values out (X01 to X11). */
@ParameterizedClass
@ValueSource(booleans = {false, true})
class PassingTest {

    private final BlockingHarness proxy;

    PassingTest(boolean onWorker) {
        proxy = new BlockingHarness(onWorker);
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    void X01_aFilterThatPassesOnChangesNothing() {
        proxy.filter("a", x -> x.proceed()).answers(200, "hello", "x-up", "1");
        proxy.get("/p?q=1", "x-one", "1", "x-two", "2").awaitAnswer();
        assertThat(proxy.upstream().method).isEqualTo("GET");
        assertThat(proxy.upstream().path).isEqualTo("/p?q=1");
        assertThat(proxy.upstream().headers).isEqualTo(Headers.of("host", "example.com", "x-one", "1", "x-two", "2"));
        assertThat(proxy.log).contains("upstream head end", "access log 200 null");
        assertThat(proxy.client.status).isEqualTo(200);
        assertThat(proxy.client.headers).isEqualTo(Headers.of("x-up", "1"));
        assertThat(proxy.client.body).hasToString("hello");
    }

    @Test
    void X01_aBodyThatNobodyTouchesNeverMeetsTheFilter() {
        proxy.filter("a", x -> x.proceed());
        proxy.request("POST", "/", false).awaitUpstream();
        proxy.data("one", false).data("two", false).trailers("t", "1");
        assertThat(proxy.upstream().body).hasToString("onetwo");
        assertThat(proxy.upstream().trailers).isEqualTo(Headers.of("t", "1"));
        proxy.upstreamDoes(up -> up.head(200, false)).await("the head", () -> proxy.client.heads == 1);
        proxy.upstreamDoes(up -> up.data("abc", false)).upstreamDoes(up -> up.trailers("u", "2"));
        assertThat(proxy.client.body).hasToString("abc");
        assertThat(proxy.client.trailers).isEqualTo(Headers.of("u", "2"));
    }

    @Test
    void X02_headersAreChangedOnBothWays() {
        proxy.filter(
                        "a",
                        x -> x.proceed(x.request()
                                        .withHeader("x-new", "n")
                                        .withoutHeader("x-old")
                                        .withHeader("host", "other.example")
                                        .withPath("/changed"))
                                .withHeader("x-back", "b")
                                .withoutHeader("x-up"))
                .answers(201, "", "x-up", "1", "x-stays", "2");
        proxy.get("/", "x-old", "o").awaitAnswer();
        assertThat(proxy.upstream().path).isEqualTo("/changed");
        assertThat(proxy.upstream().headers).isEqualTo(Headers.of("host", "other.example", "x-new", "n"));
        assertThat(proxy.client.headers).isEqualTo(Headers.of("x-stays", "2", "x-back", "b"));
        assertThat(proxy.client.status).isEqualTo(201);
    }

    @Test
    void X02_bodiesAreReplacedAsAWhole() {
        proxy.filter("a", x -> {
                    String asked = new String(x.request().body().readAll(100), StandardCharsets.UTF_8);
                    Response back = x.proceed(x.request().withBody(Body.of(asked + "!")));
                    String got = new String(back.body().readAll(100), StandardCharsets.UTF_8);
                    return back.withBody(Body.of("<" + got + ">"));
                })
                .answers(200, "answer", "content-length", "6");
        proxy.request("POST", "/", false, "content-length", "2")
                .data("h", false)
                .data("i", true)
                .awaitAnswer();
        assertThat(proxy.upstream().body).hasToString("hi!");
        assertThat(proxy.upstream().headers.first("content-length")).contains("3");
        assertThat(proxy.client.body).hasToString("<answer>");
        assertThat(proxy.client.header("content-length")).isEqualTo("8");
    }

    /** Of the filter, not of the test. */
    private static void pause() throws InterruptedException {
        boolean never = new CountDownLatch(1).await(2, TimeUnit.MILLISECONDS);
        assertThat(never).isFalse();
    }

    @Test
    void X02_aFilterThatSleepsDoesTheSame() {
        proxy.filter("a", x -> {
                    pause();
                    Response back = x.proceed(x.request().withHeader("a", "1"));
                    pause();
                    return back.withHeader("b", "2");
                })
                .answers(200, "x");
        proxy.get("/").awaitAnswer();
        assertThat(proxy.upstream().headers.first("a")).contains("1");
        assertThat(proxy.client.header("b")).isEqualTo("2");
        assertThat(proxy.client.body).hasToString("x");
    }

    @Test
    void X03_changesAreAppliedInTheirOrderBeforeTheNextFilter() {
        proxy.filter("a", x -> x.proceed(x.request().withHeader("n", "1").withHeader("n", "2")))
                .filter(
                        "b",
                        x -> x.proceed(x.request()
                                .withHeader(
                                        "seen", x.request().headers().first("n").orElse("nothing"))))
                .answers(200, "");
        proxy.get("/").awaitAnswer();
        assertThat(proxy.upstream().headers.all("n")).containsExactly("2");
        assertThat(proxy.upstream().headers.first("seen")).contains("2");
    }

    @Test
    void X04_aHeaderIsSetFromTheCollectedBody() {
        proxy.filter("a", x -> {
                    byte[] body = x.request().body().readAll(100);
                    return x.proceed(
                            x.request().withHeader("x-length", "" + body.length).withBody(Body.of(body)));
                })
                .answers(200, "");
        proxy.request("POST", "/", false).data("abc", false).data("de", true).awaitAnswer();
        assertThat(proxy.upstream().headers.first("x-length")).contains("5");
        assertThat(proxy.upstream().body).hasToString("abcde");
    }

    @Test
    void X05_aCollectedBodyIsFollowedByItsTrailers() {
        proxy.filter("a", x -> {
            Body body = x.request().body();
            String text = new String(body.readAll(100), StandardCharsets.UTF_8);
            return Response.of(200).withText(text + body.trailers());
        });
        proxy.request("POST", "/", false).data("ab", false).trailers("t", "1").awaitAnswer();
        assertThat(proxy.client.body).hasToString("ab{t: 1}");
    }

    @Test
    void X07_aChunkThatTheFilterTakesOutIsMissingAndNothingElse() {
        proxy.filter(
                "a",
                x -> x.proceed(x.request().withBody(x.request().body().map(chunk -> {
                    byte first = chunk.get(chunk.position());
                    return first == 'b' ? ByteBuffer.allocate(0) : chunk;
                }))));
        proxy.request("POST", "/", false).awaitUpstream();
        for (String each : new String[] {"aaa", "bbb", "ccc"}) {
            long before = proxy.upstream().bodyBytes;
            proxy.data(each, false);
            if (!each.equals("bbb")) {
                proxy.await(each, () -> proxy.upstream().bodyBytes == before + 3);
            } else {
                proxy.loop.runUntilIdle();
                proxy.await("the chunk is taken", () -> true);
            }
        }
        proxy.data("", true).await("the end", () -> proxy.upstream().ended);
        assertThat(proxy.upstream().body.toString()).startsWith("aaa").endsWith("ccc");
    }

    @Test
    void X08_aReplyHasItsStatusItsFieldsAndItsText() {
        proxy.filter(
                "a",
                x -> new Response(
                        429, Headers.of("set-cookie", "a=1", "set-cookie", "b=2"), Body.of("slow down"), "why"));
        proxy.get("/").awaitAnswer();
        assertThat(proxy.client.status).isEqualTo(429);
        assertThat(proxy.client.headers.all("set-cookie")).containsExactly("a=1", "b=2");
        assertThat(proxy.client.body).hasToString("slow down");
        assertThat(proxy.info.responseCodeDetails()).isEqualTo("why");
        assertThat(proxy.reached()).isFalse();
    }

    @Test
    void X08_aReplyToGrpcIsATrailersOnlyAnswer() {
        proxy.filter("a", x -> Response.of(401).withText("who?"));
        proxy.request("POST", "/", true, "content-type", "application/grpc").awaitAnswer();
        assertThat(proxy.client.status).isEqualTo(200);
        assertThat(proxy.client.header("grpc-status")).isEqualTo("16");
        assertThat(proxy.client.header("grpc-message")).isEqualTo("who?");
        assertThat(proxy.client.body).isEmpty();
    }

    @Test
    void X08_aReplyMayComeInTime() {
        proxy.filter("a", x -> Response.of(200).withBody(new Counting(3)));
        proxy.get("/").awaitAnswer();
        assertThat(proxy.client.body).hasToString("0,1,2,");
        assertThat(proxy.client.trailers).isEqualTo(Headers.of("count", "3"));
    }

    @Test
    void X08_aReplyInPlaceOfTheResponseTakesItsPlace() {
        proxy.filter("a", x -> {
                    Response back = x.proceed();
                    return Response.of(503).withText("not " + back.status());
                })
                .answers(200, "secret", "x-up", "1");
        proxy.get("/").awaitAnswer();
        assertThat(proxy.client.status).isEqualTo(503);
        assertThat(proxy.client.body).hasToString("not 200");
        assertThat(proxy.client.header("x-up")).isEmpty();
    }

    @Test
    void X09_anAnswerOfAFilterBehindComesBackThroughThisOne() {
        proxy.filter("a", x -> x.proceed().withHeader("x-a", "1"))
                .filter("b", x -> Response.of(403).because("b_says_no"));
        proxy.get("/").awaitAnswer();
        assertThat(proxy.client.status).isEqualTo(403);
        assertThat(proxy.client.header("x-a")).isEqualTo("1");
        assertThat(proxy.info.responseCodeDetails()).isEqualTo("b_says_no");
    }

    @Test
    void X10_aMessageWithoutBodyGetsOne() {
        proxy.filter("a", x -> {
                    Response back = x.proceed(x.request().withBody(Body.of("asked")));
                    return back.withBody(Body.of("told"));
                })
                .answers(200, "");
        proxy.get("/").awaitAnswer();
        assertThat(proxy.upstream().body).hasToString("asked");
        assertThat(proxy.client.body).hasToString("told");
    }

    @Test
    void X11_chunksAreSentInTheOrderInWhichTheFilterMakesThem() {
        proxy.filter("a", x -> {
                    Response back = x.proceed(x.request().withBody(new Counting(5)));
                    return back.withBody(new Counting(4));
                })
                .answers(200, "dropped");
        proxy.get("/").awaitAnswer();
        assertThat(proxy.upstream().body).hasToString("0,1,2,3,4,");
        assertThat(proxy.upstream().trailers).isEqualTo(Headers.of("count", "5"));
        assertThat(proxy.client.body).hasToString("0,1,2,3,");
        assertThat(proxy.client.trailers).isEqualTo(Headers.of("count", "4"));
    }
}
