package io.nuncio.proxy.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nuncio.filter.Body;
import io.nuncio.filter.Request;
import io.nuncio.filter.Response;
import io.nuncio.filter.inline.Stream.Cancellable;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spi.PoolFailure;
import io.nuncio.proxy.spi.message.ResetReason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Calls of the proxy itself: a whole request, a whole response, exactly one outcome. */
class InternalCallsTest {

    private final List<Response> responses = new ArrayList<>();
    private final List<Exception> failures = new ArrayList<>();

    private Cancellable call(RouterHarness h, Request request) {
        return h.loop.asCurrent(() -> h.calls.call("m", request, responses::add, failures::add));
    }

    private static String text(Response response) throws Exception {
        byte[] bytes = response.body().readAll(1_000);
        return StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes)).toString();
    }

    @Test
    void aWholeRequestBringsAWholeResponse() throws Exception {
        try (RouterHarness h = new RouterHarness(RouterHarness.toCluster())) {
            call(h, Request.post("/x", Body.of("ping")).withHeader("host", "a"));
            h.loop.asCurrent(h.other::ready);
            assertThat(h.seen()).anyMatch(line -> line.startsWith("m0 POST")).contains("m0 data ping end");
            h.run(() -> h.other.last().onHeaders(h.head(201, "x-a", "1"), false));
            h.run(() -> h.other.last().onData(ByteQueue.ofAscii("pong"), true));
            assertThat(responses).hasSize(1);
            assertThat(failures).isEmpty();
            assertThat(responses.getFirst().status()).isEqualTo(201);
            assertThat(responses.getFirst().headers().first("x-a")).contains("1");
            assertThat(text(responses.getFirst())).isEqualTo("pong");
            assertThat(h.count("http.async-client.rq_total")).isEqualTo(1);
        }
    }

    @Test
    void whoeverCallsIsNotToldWhileItIsCalling() {
        try (RouterHarness h = new RouterHarness(RouterHarness.toCluster())) {
            h.other.failure = PoolFailure.NO_HOST;
            h.loop.asCurrent(() -> {
                h.calls.call("m", Request.get("/"), responses::add, failures::add);
                assertThat(responses).isEmpty();
            });
            h.loop.runUntilIdle();
            assertThat(responses).hasSize(1);
            assertThat(responses.getFirst().status()).isEqualTo(503);
        }
    }

    @Test
    void aCallThatTakesTooLongIsAnsweredByTheProxy() {
        try (RouterHarness h = new RouterHarness(RouterHarness.toCluster())) {
            call(h, Request.get("/"));
            h.loop.asCurrent(h.other::ready);
            h.pass(15_000);
            assertThat(responses).hasSize(1);
            assertThat(responses.getFirst().status()).isEqualTo(504);
            assertThat(h.seen()).contains("m0 reset");
        }
    }

    @Test
    void aResponseThatBreaksOffFails() {
        try (RouterHarness h = new RouterHarness(RouterHarness.toCluster())) {
            call(h, Request.get("/"));
            h.loop.asCurrent(h.other::ready);
            h.run(() -> h.other.last().onHeaders(h.head(200), false));
            h.run(() -> h.other.last().onReset(ResetReason.REMOTE_RESET, ""));
            assertThat(responses).isEmpty();
            assertThat(failures).hasSize(1);
        }
    }

    @Test
    void aCallCalledOffTellsNobodyAndEndsUpstream() {
        try (RouterHarness h = new RouterHarness(RouterHarness.toCluster())) {
            Cancellable call = call(h, Request.get("/"));
            h.loop.asCurrent(h.other::ready);
            h.run(call::cancel);
            h.run(call::cancel);
            assertThat(h.seen()).contains("m0 reset");
            assertThat(responses).isEmpty();
            assertThat(failures).isEmpty();
        }
    }

    @Test
    void aBodyThatWaitsIsRefused() {
        try (RouterHarness h = new RouterHarness(RouterHarness.toCluster())) {
            Body waits = new Body() {
                @Override
                public ByteBuffer read() {
                    throw new IllegalStateException("never read");
                }
            };
            assertThatThrownBy(() -> call(h, Request.post("/", Objects.requireNonNull(waits))))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
