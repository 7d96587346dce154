package io.nuncio.proxy.downstream.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.Timeouts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections: times, drains, counters. The words and the numbers are Envoy's. */
class HttpConnectionTest {

    private static final String GET = "GET / HTTP/1.1\r\nhost: h\r\n\r\n";
    private static final long HOUR_MS = 3_600_000;

    private ManagerHarness manager = new ManagerHarness();

    @AfterEach
    void close() {
        manager.close();
    }

    private void with(Timeouts timeouts) {
        manager.close();
        ManagerHarness.Options options = new ManagerHarness.Options();
        options.timeouts = timeouts;
        manager = new ManagerHarness(options);
    }

    private static Timeouts idle(long ms) {
        return new Timeouts(ms, 0, 0, 0, 0, 0, 5_000, 1_000, 0, false);
    }

    @Test
    void requestsAreAnsweredOneAfterTheOtherOnOneConnection() {
        manager.send(GET).answer(200, "one");
        assertThat(manager.seen())
                .startsWith("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n")
                .contains("server: envoy\r\n")
                .doesNotContain("connection:")
                .endsWith("\r\n\r\none");
        manager.send(GET).answer(404, "");
        assertThat(manager.seen()).startsWith("HTTP/1.1 404 Not Found\r\n");
        assertThat(manager.counter("downstream_cx_total")).isEqualTo(1);
        assertThat(manager.counter("downstream_rq_total")).isEqualTo(2);
        assertThat(manager.counter("downstream_rq_completed")).isEqualTo(2);
        assertThat(manager.counter("downstream_rq_2xx")).isEqualTo(1);
        assertThat(manager.counter("downstream_rq_4xx")).isEqualTo(1);
        assertThat(manager.stats
                        .scope("listener.l.http.p")
                        .counter("downstream_rq_completed")
                        .value())
                .isEqualTo(2);
        assertThat(manager.gauge("downstream_rq_active")).isZero();
        assertThat(manager.logs).containsExactly("200  null", "404  null");
        assertThat(manager.connection.open()).isTrue();
    }

    @Test
    void aClientThatWantsTheEndGetsItAtOnce() {
        manager.send("GET / HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n").answer(200, "x");
        assertThat(manager.seen()).contains("connection: close\r\n");
        assertThat(manager.connection.closes).containsExactly("FLUSH_WRITE ");
    }

    @Test
    void anIdleConnectionDrainsBeforeItIsClosed() {
        with(idle(1_000));
        manager.send(GET).answer(200, "");
        manager.seen();
        manager.advance(1_000);
        assertThat(manager.counter("downstream_cx_idle_timeout")).isEqualTo(1);
        assertThat(manager.connection.open()).isTrue();
        manager.send(GET).answer(200, "");
        assertThat(manager.seen()).contains("connection: close\r\n");
        manager.advance(4_999);
        assertThat(manager.connection.open()).isTrue();
        manager.advance(1);
        assertThat(manager.connection.closes).containsExactly("FLUSH_WRITE_AND_DELAY ");
    }

    @Test
    void anIdleConnectionIsClosedWhenItHasDrained() {
        with(idle(1_000));
        manager.send(GET).answer(200, "").advance(1_000).advance(4_999);
        assertThat(manager.connection.open()).isTrue();
        manager.advance(1);
        assertThat(manager.connection.closes).containsExactly("FLUSH_WRITE_AND_DELAY ");
    }

    @Test
    void aConnectionThatNeverSaysAnythingIsClosedWithoutADrain() {
        manager.advance(HOUR_MS - 1);
        assertThat(manager.connection.open()).isTrue();
        manager.advance(1);
        assertThat(manager.connection.closes).containsExactly("FLUSH_WRITE idle_timeout_on_connection");
    }

    @Test
    void aConnectionIsNotIdleWhileARequestIsUnderWay() {
        with(idle(1_000));
        manager.send(GET).advance(5_000);
        assertThat(manager.counter("downstream_cx_idle_timeout")).isZero();
        manager.answer(200, "").advance(999);
        assertThat(manager.counter("downstream_cx_idle_timeout")).isZero();
        manager.advance(1);
        assertThat(manager.counter("downstream_cx_idle_timeout")).isEqualTo(1);
    }

    @Test
    void theLastRequestOfAConnectionSaysSo() {
        with(new Timeouts(0, 0, 0, 0, 0, 0, 5_000, 1_000, 2, false));
        manager.send(GET).answer(200, "");
        assertThat(manager.seen()).doesNotContain("connection:");
        manager.send(GET).answer(200, "");
        assertThat(manager.seen()).contains("connection: close\r\n");
        assertThat(manager.counter("downstream_cx_max_requests_reached")).isEqualTo(1);
        assertThat(manager.connection.closes).hasSize(1);
    }

    @Test
    void aConnectionThatHasLivedTooLongGoesOnForTheTimeOfADrain() {
        with(new Timeouts(0, 1_000, 0, 0, 0, 0, 5_000, 1_000, 0, false));
        manager.send(GET).answer(200, "").advance(1_000);
        assertThat(manager.counter("downstream_cx_max_duration_reached")).isEqualTo(1);
        manager.seen();
        manager.send(GET).answer(200, "");
        assertThat(manager.seen()).contains("connection: close\r\n");
        assertThat(manager.connection.open()).isTrue();
        manager.advance(5_000);
        assertThat(manager.connection.closes).hasSize(1);
    }

    @Test
    void aSafeEndWaitsForARequestHoweverLongItTakes() {
        with(new Timeouts(0, 1_000, 0, 0, 0, 0, 5_000, 1_000, 0, true));
        manager.send(GET).answer(200, "").advance(1_000).advance(60_000);
        assertThat(manager.gauge("downstream_cx_http1_soft_drain")).isEqualTo(1);
        assertThat(manager.connection.open()).isTrue();
        manager.seen();
        manager.send(GET).answer(200, "");
        assertThat(manager.seen()).contains("connection: close\r\n");
        assertThat(manager.gauge("downstream_cx_http1_soft_drain")).isZero();
    }

    @Test
    void aListenerThatDrainsTellsItsConnectionsAndClosesThemLater() {
        manager.send(GET);
        manager.draining = true;
        manager.answer(200, "x");
        assertThat(manager.seen()).contains("connection: close\r\n");
        assertThat(manager.counter("downstream_cx_drain_close")).isEqualTo(1);
        manager.send(GET).answer(200, "y");
        assertThat(manager.seen()).contains("connection: close\r\n");
        assertThat(manager.connection.open()).isTrue();
        manager.send(GET).advance(5_000);
        assertThat(manager.connection.open()).isTrue();
        manager.answer(200, "z").advance(1);
        assertThat(manager.connection.closes).hasSize(1);
    }

    @Test
    void aClientThatGoesIsCountedAndLogged() {
        manager.send(GET).peerCloses();
        assertThat(manager.logs).containsExactly("0 DC downstream_remote_disconnect");
        assertThat(manager.counter("downstream_cx_destroy_remote_active_rq")).isEqualTo(1);
        assertThat(manager.counter("downstream_rq_rx_reset")).isEqualTo(1);
        assertThat(manager.gauge("downstream_cx_active")).isZero();
        assertThat(manager.gauge("downstream_rq_active")).isZero();
    }

    @Test
    void brokenHttpIsRefusedAndTheConnectionEnds() {
        manager.send("GET / HTTP/1.1\r\nbad header\r\n\r\n");
        assertThat(manager.seen())
                .startsWith("HTTP/1.1 400 Bad Request\r\n")
                .contains("connection: close\r\n")
                .endsWith("Bad Request");
        assertThat(manager.logs).containsExactly("400 DPE http1.codec_error");
        assertThat(manager.counter("downstream_cx_protocol_error")).isEqualTo(1);
        assertThat(manager.counter("downstream_rq_rx_reset")).isEqualTo(1);
        assertThat(manager.counter("downstream_rq_tx_reset")).isZero();
        assertThat(manager.connection.closes).hasSize(1);
        assertThat(manager.streams).hasSize(1);
    }

    @Test
    void anAnswerBeforeTheEndOfTheRequestEndsTheConnection() {
        manager.send("POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 10\r\n\r\nabc")
                .answer(200, "early");
        assertThat(manager.seen()).contains("connection: close\r\n").endsWith("early");
        assertThat(manager.counter("downstream_rq_response_before_rq_complete")).isEqualTo(1);
        assertThat(manager.counter("downstream_rq_rx_reset")).isEqualTo(1);
        assertThat(manager.connection.closes).hasSize(1);
    }

    @Test
    void allOfEnvoysNamesAreThereFromTheStart() {
        ImmutableList<String> some = ImmutableList.of(
                "downstream_cx_http2_total", "tracing.not_traceable", "downstream_rq_too_many_premature_resets");
        List<String> names = new ArrayList<>();
        manager.stats.forEachCounter(counter -> names.add(counter.name()));
        assertThat(names)
                .containsAll(some.stream().map(name -> "http.p." + name).toList());
    }
}
