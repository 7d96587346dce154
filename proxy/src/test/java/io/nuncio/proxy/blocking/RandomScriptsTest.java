package io.nuncio.proxy.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.filter.Body;
import io.nuncio.filter.Exchange;
import io.nuncio.filter.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Y50: random requests, filters and answers against a model of a few lines: what the upstream and the client must see does
 * not depend on when anything arrives.
 */
@ParameterizedClass
@ValueSource(booleans = {false, true})
class RandomScriptsTest {

    private static final int SCRIPTS = 1_000;

    private final BlockingHarness proxy;

    RandomScriptsTest(boolean onWorker) {
        proxy = new BlockingHarness(onWorker);
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    /** What a filter does with each of the two bodies. */
    private enum Deed {
        PASS,
        COLLECT,
        MAP,
        REPLACE
    }

    private Deed request = Deed.PASS;
    private Deed response = Deed.PASS;
    private boolean answersItself;
    private boolean sleeps;

    @SuppressWarnings("ThreadPriorityCheck") // to let another thread go first is one of the deeds
    private Response filter(Exchange<?> x) throws IOException, InterruptedException {
        if (sleeps) {
            Thread.yield();
        }
        if (answersItself) {
            return Response.of(403).withText("no");
        }
        Response back = x.proceed(x.request().withBody(changed(x.request().body(), request)));
        return back.withBody(changed(back.body(), response));
    }

    private static Body changed(Body body, Deed deed) throws IOException, InterruptedException {
        return switch (deed) {
            case PASS -> body;
            case COLLECT -> Body.of(body.readAll(10_000));
            case MAP -> body.map(chunk -> chunk);
            case REPLACE -> Body.of("other");
        };
    }

    private static String model(String bytes, Deed deed) {
        return deed == Deed.REPLACE ? "other" : bytes;
    }

    @Test
    void Y50_randomScriptsDoWhatTheModelSays() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        proxy.filter("a", this::filter);
        for (int script = 0; script < SCRIPTS; script++) {
            proxy.log.clear();
            String where = "seed " + seed + " script " + script;
            request = Deed.values()[random.nextInt(4)];
            response = Deed.values()[random.nextInt(4)];
            answersItself = random.nextInt(8) == 0;
            sleeps = random.nextBoolean();
            String asked = send(random);
            if (answersItself) {
                proxy.awaitAnswer();
                assertThat(proxy.client.status).as(where).isEqualTo(403);
                assertThat(proxy.client.body.toString()).as(where).isEqualTo("no");
                assertThat(proxy.reached()).as(where).isFalse();
                continue;
            }
            proxy.await(where + ": the request", () -> proxy.reached() && proxy.upstream().ended);
            assertThat(proxy.upstream().body.toString()).as(where).isEqualTo(model(asked, request));
            String told = answer(random);
            proxy.await(where + ": the answer", () -> proxy.client.ended);
            assertThat(proxy.client.status).as(where).isEqualTo(200);
            assertThat(proxy.client.body.toString()).as(where).isEqualTo(model(told, response));
        }
        proxy.awaitQuiet();
        assertThat(proxy.completed).isEqualTo(SCRIPTS);
        assertThat(proxy.counter("a.errors")).isZero();
        assertThat(proxy.counter("a.not_owner")).isZero();
    }

    private String send(Random random) {
        StringBuilder sent = new StringBuilder();
        int chunks = random.nextInt(4);
        boolean trailers = random.nextInt(4) == 0;
        proxy.request("POST", "/", chunks == 0 && !trailers);
        for (int i = 0; i < chunks && !over(); i++) {
            String bytes = chunk(random);
            sent.append(bytes);
            proxy.data(bytes, i == chunks - 1 && !trailers);
        }
        if (trailers && !over()) {
            proxy.trailers("t", "1");
        }
        return sent.toString();
    }

    private boolean over() {
        return proxy.client.ended || proxy.client.reset;
    }

    private String answer(Random random) {
        StringBuilder sent = new StringBuilder();
        int chunks = random.nextInt(4);
        boolean trailers = random.nextInt(4) == 0;
        proxy.upstreamDoes(up -> up.head(200, chunks == 0 && !trailers));
        for (int i = 0; i < chunks && !over(); i++) {
            String bytes = chunk(random);
            sent.append(bytes);
            boolean end = i == chunks - 1 && !trailers;
            proxy.upstreamDoes(up -> up.data(bytes.getBytes(StandardCharsets.US_ASCII), end));
        }
        if (trailers && !over()) {
            proxy.upstreamDoes(up -> up.trailers("u", "2"));
        }
        return sent.toString();
    }

    private static String chunk(Random random) {
        return Character.toString('a' + random.nextInt(26)).repeat(random.nextInt(4));
    }
}
