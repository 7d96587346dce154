package io.nuncio.proxy.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.filter.Body;
import io.nuncio.filter.Headers;
import io.nuncio.filter.Response;
import io.nuncio.filter.inline.Bytes;
import io.nuncio.filter.inline.MutableHeaders;
import io.nuncio.filter.inline.StreamFilter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Order, back-pressure and both directions at once. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
class FlowTest {

    private static final int CHUNK_BYTES = 16 * 1024;

    private final BlockingHarness proxy;
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);

    FlowTest(boolean onWorker) {
        proxy = new BlockingHarness(onWorker);
    }

    @AfterEach
    void close() {
        go.countDown();
        proxy.close();
    }

    /** A filter that holds the head of the request until the test lets it go. */
    private void held() {
        proxy.filter("a", x -> {
            entered.countDown();
            go.await();
            return x.proceed();
        });
    }

    private void entered() {
        proxy.await("the filter", () -> entered.getCount() == 0);
    }

    @Test
    void Y25_whatArrivesWhileTheHeadIsHeldFollowsItInOrder() {
        held();
        proxy.request("POST", "/", false);
        entered();
        proxy.data("one", false).data("two", false).trailers("t", "1");
        go.countDown();
        proxy.await("the end", () -> proxy.reached() && proxy.upstream().ended);
        assertThat(proxy.log).containsExactly("upstream head", "upstream data onetwo", "upstream trailers");
    }

    @Test
    void Y26_theLastChunkBeforeOrAfterTheHeadGoesOnIsTheSame() {
        held();
        proxy.request("POST", "/", false);
        entered();
        proxy.data("last", true);
        go.countDown();
        proxy.await("the end", () -> proxy.reached() && proxy.upstream().ended);
        assertThat(proxy.upstream().body).hasToString("last");
        proxy.clientGoes().log.clear();
        proxy.request("POST", "/", false).awaitUpstream();
        proxy.data("last", true);
        assertThat(proxy.upstream().body).hasToString("last");
        assertThat(proxy.upstream().ended).isTrue();
    }

    @Test
    void Y27_trailersThatCameBeforeTheHeadWentOnAreDelivered() {
        held();
        proxy.request("POST", "/", false);
        entered();
        proxy.trailers("t", "1");
        go.countDown();
        proxy.await("the trailers", () -> proxy.reached() && proxy.upstream().ended);
        assertThat(proxy.upstream().trailers).isEqualTo(Headers.of("t", "1"));
    }

    @Test
    void Y28_readingAfterTheEndAnswersTheEndAgain() {
        proxy.filter("a", x -> {
            Body body = x.request().body();
            int chunks = 0;
            while (body.read() != null) {
                chunks++;
            }
            return Response.of(200).withText(chunks + " " + body.read() + " " + body.read());
        });
        proxy.request("POST", "/", false).data("x", true).awaitAnswer();
        assertThat(proxy.client.body).hasToString("1 null null");
    }

    @Test
    void Y30_aBodyAboveTheLimitStopsTheClientUntilTheFilterReads() {
        Semaphore reads = new Semaphore(0);
        AtomicLong read = new AtomicLong();
        proxy.limitBytes = 2 * CHUNK_BYTES;
        proxy.filter("a", x -> {
            entered.countDown();
            while (true) {
                reads.acquire();
                ByteBuffer chunk = x.request().body().read();
                if (chunk == null) {
                    return Response.of(200).withText("" + read);
                }
                read.addAndGet(chunk.remaining());
            }
        });
        proxy.request("POST", "/", false);
        entered();
        byte[] chunk = new byte[CHUNK_BYTES];
        proxy.data(chunk, false).data(chunk, false);
        assertThat(proxy.client.paused).isZero();
        proxy.data(chunk, false);
        assertThat(proxy.client.paused).isEqualTo(1);
        reads.release(3);
        proxy.await("the third chunk", () -> read.get() == 3 * CHUNK_BYTES);
        assertThat(proxy.client.paused)
                .as("what is lent counts, and is half of the limit")
                .isZero();
        reads.release(1);
        proxy.data("", true).awaitAnswer();
        assertThat(proxy.client.body).hasToString("" + 3 * CHUNK_BYTES);
    }

    @Test
    void X06_aLargeBodyPassesASlowFilterInBoundedMemory() {
        long total = 32L * 1024 * 1024;
        AtomicLong sum = new AtomicLong();
        proxy.keepsBodies = false;
        proxy.limitBytes = 4 * CHUNK_BYTES;
        proxy.filter(
                "a",
                x -> x.proceed(x.request().withBody(x.request().body().map(chunk -> {
                    sum.addAndGet(chunk.get(chunk.position()));
                    return chunk;
                }))));
        proxy.request("POST", "/", false).awaitUpstream();
        byte[] chunk = new byte[CHUNK_BYTES];
        long sent = 0;
        long most = 0;
        while (sent < total) {
            chunk[0] = (byte) (sent / CHUNK_BYTES % 7);
            proxy.data(chunk, false);
            sent += CHUNK_BYTES;
            most = Math.max(most, sent - proxy.upstream().bodyBytes);
            if (proxy.client.paused > 0) {
                proxy.await("room", () -> proxy.client.paused == 0);
            }
        }
        proxy.data("", true).await("the end", () -> proxy.upstream().ended);
        assertThat(proxy.upstream().bodyBytes).isEqualTo(total);
        assertThat(most).isLessThanOrEqualTo(proxy.limitBytes + 2L * CHUNK_BYTES);
        long expected = 0;
        for (long i = 0; i < total / CHUNK_BYTES; i++) {
            expected += i % 7;
        }
        assertThat(sum.get()).isEqualTo(expected);
    }

    @Test
    void X06_aClientThatDoesNotReadStopsTheFilterThatMakesTheBody() {
        int chunks = 100;
        boolean[] slow = {true};
        proxy.whenClientGetsData = () -> {
            if (slow[0]) {
                slow[0] = false;
                proxy.stream().onAboveWriteHighWatermark();
            }
        };
        proxy.filter("a", x -> Response.of(200).withBody(new Counting(chunks)));
        proxy.get("/").await("the first chunk", () -> proxy.client.bodyBytes > 0);
        proxy.loop.runUntilIdle();
        assertThat(proxy.client.body).hasToString("0,");
        proxy.run(() -> proxy.stream().onBelowWriteLowWatermark()).awaitAnswer();
        assertThat(proxy.client.body.toString()).startsWith("0,1,2,").endsWith(",99,");
    }

    @Test
    void Y36_Y49_M21_bothDirectionsFlowAtOnce() {
        proxy.filter("a", x -> {
            Response back = x.proceed(x.request().withBody(x.request().body().map(FlowTest::louder)));
            return back.withBody(back.body().map(FlowTest::louder));
        });
        proxy.request("POST", "/", false).awaitUpstream();
        proxy.upstreamDoes(up -> up.head(200, false)).await("the head", () -> proxy.client.heads == 1);
        for (int i = 0; i < 10; i++) {
            String said = "q" + i;
            proxy.data(said, false)
                    .await(said, () -> proxy.upstream().body.toString().endsWith(said.toUpperCase(Locale.ROOT)));
            String told = "a" + i;
            proxy.upstreamDoes(up -> up.data(told, false))
                    .await(told, () -> proxy.client.body.toString().endsWith(told.toUpperCase(Locale.ROOT)));
        }
        proxy.data("", true).await("half close", () -> proxy.upstream().ended);
        assertThat(proxy.client.ended).isFalse();
        proxy.upstreamDoes(up -> up.data("z", true)).awaitAnswer();
        assertThat(proxy.client.body).hasToString("A0A1A2A3A4A5A6A7A8A9Z");
    }

    private static ByteBuffer louder(ByteBuffer chunk) {
        byte[] bytes = new byte[chunk.remaining()];
        chunk.get(bytes);
        String text = new String(bytes, StandardCharsets.US_ASCII);
        return ByteBuffer.wrap(text.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void Y46_filtersBeforeAndBehindThatHoldDataStillDo() {
        Holding before = new Holding();
        Holding behind = new Holding();
        proxy.inline("before", stream -> before)
                .filter(
                        "a",
                        x -> x.proceed(x.request().withBody(x.request().body().map(chunk -> chunk))))
                .inline("behind", stream -> behind);
        proxy.request("POST", "/", false).awaitUpstream();
        proxy.data("one", false).data("two", false);
        assertThat(proxy.upstream().bodyBytes).isZero();
        proxy.data("end", true).await("the end", () -> proxy.upstream().ended);
        assertThat(proxy.upstream().body).hasToString("onetwoend");
        assertThat(before.most).isEqualTo(3);
    }

    /** Collects the body until its end. */
    private static final class Holding implements StreamFilter {
        private int most;

        @Override
        public Verdict onRequestData(Bytes data, boolean end) {
            most = Math.max(most, data.size());
            return end ? Verdict.CONTINUE : Verdict.HOLD;
        }

        @Override
        public Verdict onRequestHeaders(MutableHeaders headers, boolean end) {
            return Verdict.CONTINUE;
        }
    }

    @Test
    void Y41_thousandsOfBlockedFiltersDoNotKeepTheWorkerFromOthers() {
        int blocked = 2_000;
        AtomicLong inside = new AtomicLong();
        proxy.filter("a", x -> {
            if (x.request().path().equals("/block")) {
                inside.incrementAndGet();
                go.await();
            }
            return x.proceed();
        });
        proxy.answers(200, "ok");
        Client[] clients = new Client[blocked];
        for (int i = 0; i < blocked; i++) {
            proxy.get("/block");
            clients[i] = proxy.client;
        }
        proxy.await("all inside", () -> inside.get() == blocked);
        proxy.get("/free").awaitAnswer();
        assertThat(proxy.client.body).hasToString("ok");
        go.countDown();
        for (Client each : clients) {
            proxy.await("an answer", () -> each.ended);
        }
        assertThat(proxy.completed).isEqualTo(blocked + 1);
    }

    @Test
    void X13_theRouteIsLookedUpAgainWhenTheFilterSaysSo() {
        proxy.filter("a", x -> {
                    x.refreshRoute();
                    return x.proceed(x.request().withPath("/other"));
                })
                .answers(200, "");
        proxy.get("/one").awaitAnswer();
        assertThat(proxy.routedPaths).containsExactly("/one", "/other");
    }
}
