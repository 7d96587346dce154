package io.nuncio.proxy.router;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.http.RouterSpec;
import io.nuncio.proxy.spec.route.RetryCondition;
import io.nuncio.proxy.spec.route.RetryPolicySpec;
import io.nuncio.proxy.spec.route.RetryPolicySpec.BackOff;
import io.nuncio.proxy.spec.route.RetryPolicySpec.ResetHeader;
import io.nuncio.proxy.spec.route.TimeoutsSpec;
import io.nuncio.proxy.spi.PoolFailure;
import io.nuncio.proxy.spi.message.ResetReason;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When, how often and how a request is tried again. */
class RetryTest {

    /** Longer than any back-off here. */
    private static final long BACK_OFF_MS = 300;

    private static RetryPolicySpec policy(int retryOn, int max) {
        return policy(retryOn, max, OptionalLong.empty(), BackOff.DEFAULT);
    }

    private static RetryPolicySpec policy(int retryOn, int max, OptionalLong perTryMs, BackOff backOff) {
        return new RetryPolicySpec(
                retryOn,
                max,
                perTryMs,
                OptionalLong.empty(),
                backOff,
                ImmutableList.of(418),
                ImmutableList.of(),
                ImmutableList.of(),
                new RetryPolicySpec.HostSelection(true, false, 3));
    }

    private static RouterHarness harness(RetryPolicySpec policy) {
        return new RouterHarness(RouterHarness.toCluster(TimeoutsSpec.DEFAULT, policy));
    }

    @Test
    void a5xxIsTriedAgainAndTheSecondAnswerIsSent() {
        try (RouterHarness h = harness(policy(RetryCondition.FIVE_XX.bit(), 1))) {
            h.request(true).ready();
            h.respond(503, true).pass(BACK_OFF_MS);
            assertThat(h.cluster.asked).hasSize(2);
            h.ready();
            h.seen();
            h.respond(200, true);
            assertThat(h.seen().getLast()).startsWith("client 200");
            assertThat(h.info.attemptCount()).isEqualTo(2);
            assertThat(h.count("cluster.c.upstream_rq_retry")).isEqualTo(1);
            assertThat(h.count("cluster.c.upstream_rq_retry_success")).isEqualTo(1);
            assertThat(h.count("cluster.c.retry.upstream_rq_503")).isEqualTo(1);
            assertThat(h.count("cluster.c.upstream_rq_503")).isZero();
            assertThat(h.cluster.retriesLeft).isEqualTo(3);
        }
    }

    @Test
    void afterTheLastTryTheAnswerPassesAndSaysSo() {
        try (RouterHarness h = harness(policy(RetryCondition.FIVE_XX.bit(), 1))) {
            h.request(true).ready();
            h.respond(500, true).pass(BACK_OFF_MS).ready();
            h.respond(500, true);
            assertThat(h.seen().getLast()).startsWith("client 500");
            assertThat(h.info.flags().shortText()).isEqualTo("URX");
            assertThat(h.count("cluster.c.upstream_rq_retry_limit_exceeded")).isEqualTo(1);
        }
    }

    @Test
    void anOpenBreakerOfRetriesLetsTheAnswerPass() {
        try (RouterHarness h = harness(policy(RetryCondition.FIVE_XX.bit(), 1))) {
            h.cluster.retriesLeft = 0;
            h.request(true).ready();
            h.respond(500, true);
            assertThat(h.seen().getLast()).startsWith("client 500");
            assertThat(h.info.flags().shortText()).isEqualTo("UO");
            assertThat(h.count("cluster.c.upstream_rq_retry_overflow")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GATEWAY_ERROR, 502, true",
        "GATEWAY_ERROR, 500, false",
        "RETRIABLE_4XX, 409, true",
        "RETRIABLE_4XX, 404, false",
        "RETRIABLE_STATUS_CODES, 418, true",
        "RETRIABLE_STATUS_CODES, 500, false",
        "RESET, 500, false",
    })
    void whichStatusesAreTriedAgain(RetryCondition condition, int status, boolean again) {
        try (RouterHarness h = harness(policy(condition.bit(), 1))) {
            h.request(true).ready();
            h.respond(status, true).pass(BACK_OFF_MS);
            assertThat(h.cluster.asked).hasSize(again ? 2 : 1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "FIVE_XX, CONNECTION_TERMINATION, true",
        "RESET, REMOTE_RESET, true",
        "CONNECT_FAILURE, REMOTE_RESET, false",
        "REFUSED_STREAM, REMOTE_REFUSED_STREAM, true",
        "REFUSED_STREAM, REMOTE_RESET, false",
        "RESET_BEFORE_REQUEST, REMOTE_RESET, false",
        "RETRIABLE_4XX, CONNECTION_TERMINATION, false",
    })
    void whichResetsAreTriedAgain(RetryCondition condition, ResetReason reason, boolean again) {
        try (RouterHarness h = harness(policy(condition.bit(), 1))) {
            h.request(true).ready();
            h.upstreamReset(reason).pass(BACK_OFF_MS);
            assertThat(h.cluster.asked).hasSize(again ? 2 : 1);
        }
    }

    @Test
    void aBreakerThatIsOpenIsNeverTriedAgain() {
        try (RouterHarness h = harness(policy(RetryCondition.FIVE_XX.bit() | RetryCondition.RESET.bit(), 1))) {
            h.request(true)
                    .run(() -> h.cluster.last().onFailure(PoolFailure.OVERFLOW, "", h.cluster.host))
                    .pass(BACK_OFF_MS);
            assertThat(h.cluster.asked).hasSize(1);
            assertThat(h.complete).isTrue();
        }
    }

    @Test
    void aConnectFailureIsTriedElsewhere() {
        try (RouterHarness h = harness(policy(RetryCondition.CONNECT_FAILURE.bit(), 1))) {
            h.request(true)
                    .run(() -> h.cluster.last().onFailure(PoolFailure.REMOTE_CONNECTION_FAILURE, "", h.cluster.host))
                    .pass(BACK_OFF_MS);
            assertThat(h.cluster.asked).hasSize(2);
            assertThat(h.cluster.asked.getLast().query().avoid(h.cluster.host)).isTrue();
            assertThat(h.cluster.asked.getLast().query().avoid(new FakeCluster.FakeHost(81, "")))
                    .isFalse();
            assertThat(h.cluster.asked.getLast().query().attemptsMax()).isEqualTo(3);
        }
    }

    @Test
    void theBodyGoesAgain() {
        try (RouterHarness h = harness(policy(RetryCondition.FIVE_XX.bit(), 1))) {
            h.request(false).data("one", false).ready();
            h.data("two", true).respond(503, true).pass(BACK_OFF_MS);
            h.seen();
            h.ready();
            assertThat(h.seen().getLast()).isEqualTo("up1 data onetwo end");
        }
    }

    @Test
    void aBodyThatEndsAfterTheNextTryBeganGoesThereToo() {
        try (RouterHarness h = harness(policy(RetryCondition.FIVE_XX.bit(), 1))) {
            h.request(false).data("one", false).ready();
            h.respond(503, true).data("two", false).pass(BACK_OFF_MS).ready();
            h.data("three", true);
            assertThat(h.seen()).containsSubsequence("up1 data onetwo", "up1 data three end");
        }
    }

    @Test
    void aBodyBeyondTheLimitIsNotTriedAgain() {
        try (RouterHarness h = harness(policy(RetryCondition.FIVE_XX.bit(), 1))) {
            h.request(false).ready();
            h.data("x".repeat(60), false).data("x".repeat(60), true).respond(503, true);
            assertThat(h.seen().getLast()).startsWith("client 503");
            assertThat(h.cluster.asked).hasSize(1);
            assertThat(h.count("cluster.c.retry_or_shadow_abandoned")).isEqualTo(1);
        }
    }

    @Test
    void aBodyBeyondTheLimitWhileNothingIsUnderWayIs507() {
        try (RouterHarness h = harness(policy(RetryCondition.FIVE_XX.bit(), 1))) {
            h.request(false).ready();
            h.respond(503, true).data("x".repeat(65), false);
            assertThat(h.seen()).anyMatch(line -> line.startsWith("client 507"));
            assertThat(h.info.responseCodeDetails()).isEqualTo("request_payload_exceeded_retry_buffer_limit");
        }
    }

    @Test
    void aTryThatTakesTooLongIsGivenUpAndTriedAgain() {
        RetryPolicySpec policy = policy(RetryCondition.FIVE_XX.bit(), 1, OptionalLong.of(100), BackOff.DEFAULT);
        try (RouterHarness h = harness(policy)) {
            h.request(true).ready();
            assertThat(h.seen().getFirst()).contains("x-envoy-expected-rq-timeout-ms=100");
            h.pass(100);
            assertThat(h.seen()).contains("up0 reset");
            assertThat(h.count("cluster.c.upstream_rq_per_try_timeout")).isEqualTo(1);
            h.pass(BACK_OFF_MS).ready();
            h.pass(100);
            assertThat(h.seen().getLast()).isEqualTo("client data upstream request timeout end");
            assertThat(h.info.responseCodeDetails()).isEqualTo("upstream_per_try_timeout");
            assertThat(h.info.flags().shortText()).isEqualTo("URX,UT");
        }
    }

    @Test
    void aHedgedTryGoesOnBesideTheNextAndTheFirstAnswerWins() {
        RetryPolicySpec policy = policy(RetryCondition.FIVE_XX.bit(), 1, OptionalLong.of(100), BackOff.DEFAULT);
        try (RouterHarness h = harness(policy)) {
            h.request(true, "x-envoy-hedge-on-per-try-timeout", "true").ready();
            assertThat(h.seen().getFirst()).doesNotContain("hedge");
            h.pass(100).pass(BACK_OFF_MS).ready();
            h.seen();
            h.run(() -> h.cluster.asked.getFirst().answers().onHeaders(h.head(200), true));
            assertThat(h.seen()).containsSubsequence("up1 reset", "client 200 x-envoy-upstream-service-time=400 end");
        }
    }

    @Test
    void fieldsOfTheRequestAskForRetriesAndAreTakenOff() {
        try (RouterHarness h = new RouterHarness(RouterHarness.toCluster())) {
            h.request(true, "x-envoy-retry-on", "5xx", "x-envoy-max-retries", "2")
                    .ready();
            assertThat(h.seen().getFirst()).doesNotContain("retr");
            h.respond(500, true).pass(BACK_OFF_MS).ready();
            h.respond(500, true).pass(BACK_OFF_MS).ready();
            h.respond(500, true);
            assertThat(h.cluster.asked).hasSize(3);
            assertThat(h.complete).isTrue();
        }
    }

    @Test
    void aFieldOfTheResponseSaysWhenToTryAgain() {
        BackOff backOff =
                new BackOff(1, 1, ImmutableList.of(new ResetHeader(HeaderName.of("retry-after"), false)), 300_000);
        try (RouterHarness h = harness(policy(RetryCondition.FIVE_XX.bit(), 1, OptionalLong.empty(), backOff))) {
            h.request(true).ready();
            h.respond(503, true, "retry-after", "2").pass(1_999);
            assertThat(h.cluster.asked).hasSize(1);
            h.pass(1_001);
            assertThat(h.cluster.asked).hasSize(2);
            assertThat(h.count("cluster.c.upstream_rq_retry_backoff_ratelimited"))
                    .isEqualTo(1);
        }
    }

    @Test
    void theUpstreamIsToldWhichTryItIsAndHowLongItHas() {
        RetryPolicySpec policy = policy(RetryCondition.FIVE_XX.bit(), 1);
        try (RouterHarness h = new RouterHarness(
                RouterHarness.toCluster(TimeoutsSpec.DEFAULT, policy), RouterHarness::counting, RouterSpec.DEFAULT)) {
            h.request(true).ready();
            assertThat(h.seen().getFirst()).contains("x-envoy-attempt-count=1");
            h.pass(1_000).respond(503, true).pass(BACK_OFF_MS).ready();
            assertThat(h.seen().getFirst())
                    .contains("x-envoy-attempt-count=2")
                    .doesNotContain("x-envoy-expected-rq-timeout-ms=15000");
            h.respond(200, true);
            assertThat(h.seen().getLast()).contains("x-envoy-attempt-count=2");
        }
    }

    @Test
    void aClientThatGoesAwayWhileARetryWaitsGivesItsPlaceBack() {
        try (RouterHarness h = harness(policy(RetryCondition.FIVE_XX.bit(), 1))) {
            h.request(true).ready();
            h.respond(503, true);
            assertThat(h.cluster.retriesLeft).isEqualTo(2);
            h.run(() -> h.stream.onReset(ResetReason.CONNECTION_TERMINATION, ""))
                    .pass(BACK_OFF_MS);
            assertThat(h.cluster.asked).hasSize(1);
            assertThat(h.cluster.retriesLeft).isEqualTo(3);
        }
    }
}
