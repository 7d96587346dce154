package io.nuncio.proxy.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.proxy.spec.route.BodySpec;
import io.nuncio.proxy.spec.route.DirectResponseSpec;
import io.nuncio.proxy.spec.route.RedirectSpec;
import io.nuncio.proxy.spi.PoolFailure;
import io.nuncio.proxy.spi.message.ResetReason;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A request to its cluster and back, and the answers where there is none: Envoy's words, flags and counters. */
class RouterTest {

    private static final String REQUEST = " GET h /p x-envoy-expected-rq-timeout-ms=15000";

    @Test
    void aRequestGoesUpstreamAndItsAnswerComesBack() {
        try (RouterHarness h = new RouterHarness(RouterHarness.toCluster())) {
            h.request(true).ready();
            assertThat(h.seen()).containsExactly("up0" + REQUEST + " end");
            h.pass(3).respond(200, false).respondData("abc", true);
            assertThat(h.seen()).containsExactly("client 200 x-envoy-upstream-service-time=3", "client data abc end");
            assertThat(h.info.responseCodeDetails()).isEqualTo("via_upstream");
            assertThat(h.cluster.host.successes).isEqualTo(1);
            assertThat(h.count("cluster.c.upstream_rq_200")).isEqualTo(1);
            assertThat(h.count("cluster.c.upstream_rq_2xx")).isEqualTo(1);
            assertThat(h.count("cluster.c.external.upstream_rq_completed")).isEqualTo(1);
            assertThat(h.count("http.h.rq_total")).isEqualTo(1);
            assertThat(h.complete).isTrue();
        }
    }

    @Test
    void bodyAndTrailersWaitForTheStream() {
        try (RouterHarness h = new RouterHarness(RouterHarness.toCluster())) {
            h.request(false).data("one", false).data("two", true).ready();
            assertThat(h.seen()).containsExactly("up0" + REQUEST, "up0 data onetwo end");
        }
    }

    @Test
    void aClientThatSendsMoreThanTheLimitBeforeThereIsAStreamPauses() {
        try (RouterHarness h = new RouterHarness(RouterHarness.toCluster())) {
            h.request(false).data("x".repeat(65), false);
            assertThat(h.front.paused).isEqualTo(1);
            h.ready();
            assertThat(h.front.paused).isZero();
            assertThat(h.count("cluster.c.upstream_flow_control_backed_up_total"))
                    .isEqualTo(1);
            assertThat(h.count("cluster.c.upstream_flow_control_drained_total")).isEqualTo(1);
        }
    }

    @Test
    void anUpstreamThatDoesNotKeepUpPausesTheClientAndTheOtherWayRound() {
        try (RouterHarness h = new RouterHarness(RouterHarness.toCluster())) {
            FakeStream up = h.request(false).ready();
            h.run(h.cluster.last()::onAboveWriteHighWatermark);
            assertThat(h.front.paused).isEqualTo(1);
            h.run(h.cluster.last()::onBelowWriteLowWatermark);
            assertThat(h.front.paused).isZero();
            h.run(h.stream::onAboveWriteHighWatermark);
            assertThat(up.paused).isEqualTo(1);
            h.run(h.stream::onBelowWriteLowWatermark);
            assertThat(up.paused).isZero();
        }
    }

    @Test
    void aClientThatIsSlowAlreadyPausesTheStreamAsItBegins() {
        try (RouterHarness h = new RouterHarness(RouterHarness.toCluster())) {
            h.request(true).run(h.stream::onAboveWriteHighWatermark);
            assertThat(h.ready().paused).isEqualTo(1);
        }
    }

    @Test
    void noClusterIsAnsweredWithTheStatusOfTheRoute() {
        try (RouterHarness h = new RouterHarness(RouterHarness.toCluster())) {
            h.clusterThere = false;
            h.request(true);
            assertThat(h.seen()).containsExactly("client 503 end");
            assertThat(h.info.flags().shortText()).isEqualTo("NC");
            assertThat(h.info.responseCodeDetails()).isEqualTo("cluster_not_found");
            assertThat(h.count("http.h.no_cluster")).isEqualTo(1);
        }
    }

    @Test
    void noHostIsNoHealthyUpstream() {
        try (RouterHarness h = new RouterHarness(RouterHarness.toCluster())) {
            h.cluster.failure = PoolFailure.NO_HOST;
            h.request(true);
            assertThat(h.seen())
                    .containsExactly(
                            "client 503 content-length=19 content-type=text/plain",
                            "client data no healthy upstream end");
            assertThat(h.info.flags().shortText()).isEqualTo("UH");
            assertThat(h.count("cluster.c.upstream_rq_503")).isEqualTo(1);
        }
    }

    @Test
    void anOpenBreakerSaysSoAndIsOverloaded() {
        try (RouterHarness h = new RouterHarness(RouterHarness.toCluster())) {
            h.cluster.failure = PoolFailure.OVERFLOW;
            h.request(true);
            assertThat(h.seen().getLast())
                    .isEqualTo("client data upstream connect error or disconnect/reset before headers. reset reason:"
                            + " overflow end");
            assertThat(h.info.flags().shortText()).isEqualTo("UO");
            assertThat(h.info.responseCodeDetails()).isEqualTo("upstream_reset_before_response_started{overflow}");
        }
    }

    @Test
    void aRefusedConnectionTellsTheLogWhy() {
        try (RouterHarness h = new RouterHarness(RouterHarness.toCluster())) {
            h.request(true)
                    .run(() -> h.cluster
                            .last()
                            .onFailure(PoolFailure.REMOTE_CONNECTION_FAILURE, "refused by peer", h.cluster.host));
            assertThat(h.seen().getLast())
                    .isEqualTo("client data upstream connect error or disconnect/reset before headers. reset reason:"
                            + " remote connection failure end");
            assertThat(h.info.flags().shortText()).isEqualTo("UF");
            assertThat(h.info.responseCodeDetails())
                    .isEqualTo("upstream_reset_before_response_started{remote_connection_failure|refused_by_peer}");
            assertThat(h.cluster.host.errors).isEqualTo(1);
        }
    }

    @Test
    void aResetBeforeTheResponseIsAnsweredAndOneAfterItsHeadPassesOn() {
        try (RouterHarness h = new RouterHarness(RouterHarness.toCluster())) {
            h.request(true).ready();
            h.seen();
            h.respond(200, false).upstreamReset(ResetReason.CONNECTION_TERMINATION);
            assertThat(h.seen()).contains("client reset");
            assertThat(h.info.responseCodeDetails())
                    .isEqualTo("upstream_reset_after_response_started{connection_termination}");
        }
    }

    @Test
    void aProtocolErrorOfTheUpstreamIs502() {
        try (RouterHarness h = new RouterHarness(RouterHarness.toCluster())) {
            h.request(true).ready();
            h.upstreamReset(ResetReason.PROTOCOL_ERROR);
            assertThat(h.seen().get(1)).startsWith("client 502");
            assertThat(h.info.flags().shortText()).isEqualTo("UPE");
        }
    }

    @Test
    void theRouteTimeoutBeginsWithTheEndOfTheRequest() {
        try (RouterHarness h = new RouterHarness(RouterHarness.toCluster())) {
            h.request(false).ready();
            h.pass(20_000).data("x", true).pass(14_999);
            assertThat(h.complete).isFalse();
            h.pass(1);
            assertThat(h.seen())
                    .containsSubsequence(
                            "up0 reset",
                            "client 504 content-length=24 content-type=text/plain",
                            "client data upstream request timeout end");
            assertThat(h.info.flags().shortText()).isEqualTo("UT");
            assertThat(h.info.responseCodeDetails()).isEqualTo("response_timeout");
            assertThat(h.cluster.host.timeouts).isEqualTo(1);
            assertThat(h.count("cluster.c.upstream_rq_timeout")).isEqualTo(1);
        }
    }

    @Test
    void aClientThatGoesAwayTakesTheUpstreamStreamWithIt() {
        try (RouterHarness h = new RouterHarness(RouterHarness.toCluster())) {
            h.request(true).ready();
            h.run(() -> h.stream.onReset(ResetReason.CONNECTION_TERMINATION, ""));
            assertThat(h.seen()).contains("up0 reset");
        }
    }

    @Test
    void aClientThatGoesAwayStopsWaitingForAStream() {
        try (RouterHarness h = new RouterHarness(RouterHarness.toCluster())) {
            h.request(true).run(() -> h.stream.onReset(ResetReason.CONNECTION_TERMINATION, ""));
            assertThat(h.cluster.cancelled).isEqualTo(1);
        }
    }

    @Test
    void aResponseThatIsCompleteBeforeTheRequestEndsTheUpstreamStream() {
        try (RouterHarness h = new RouterHarness(RouterHarness.toCluster())) {
            h.request(false).ready();
            h.respond(413, true);
            assertThat(h.seen()).containsSubsequence("up0 reset", "client 413 end", "client reset");
        }
    }

    @Test
    void aRouteMayAnswerItself() {
        try (RouterHarness h =
                new RouterHarness(new DirectResponseSpec(200, BodySpec.of("hi".getBytes(StandardCharsets.UTF_8))))) {
            h.request(true);
            assertThat(h.seen())
                    .containsExactly("client 200 content-length=2 content-type=text/plain", "client data hi end");
            assertThat(h.info.responseCodeDetails()).isEqualTo("direct_response");
            assertThat(h.count("http.h.rq_direct_response")).isEqualTo(1);
        }
    }

    @Test
    void aRouteMaySendElsewhere() {
        try (RouterHarness h = new RouterHarness(RedirectSpec.TO_HTTPS)) {
            h.request(true);
            assertThat(h.seen()).containsExactly("client 301 location=https://h/p end");
        }
    }
}
