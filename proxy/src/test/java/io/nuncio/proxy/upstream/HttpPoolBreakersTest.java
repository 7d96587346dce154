package io.nuncio.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.proxy.spec.cluster.CircuitBreakersSpec.RetryBudget;
import io.nuncio.proxy.spec.cluster.CircuitBreakersSpec.Thresholds;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a cluster's circuit breakers let through to its pools, and who is turned away. */
class HttpPoolBreakersTest {

    private final PoolHarness pool = new PoolHarness();

    @AfterEach
    void close() {
        pool.close();
        assertThat(pool.gauge("upstream_cx_active")).isZero();
        assertThat(pool.gauge("upstream_rq_active")).isZero();
        assertThat(pool.gauge("upstream_rq_pending_active")).isZero();
        assertThat(pool.shared().breakers().connections.budget().inUse()).isZero();
        assertThat(pool.shared().breakers().pending.budget().inUse()).isZero();
        assertThat(pool.shared().breakers().requests.budget().inUse()).isZero();
    }

    @Test
    void noMoreWaitThanMayWait() {
        pool.normal = PoolHarness.thresholds(1, 1, 10);
        pool.start(1);
        Request a = pool.get("/a");
        assertThat(pool.gauge("circuit_breakers.default.rq_pending_open")).isEqualTo(1);
        assertThat(pool.gauge("circuit_breakers.default.remaining_pending")).isZero();
        Request b = pool.get("/b");
        assertThat(b.log()).isEqualTo("failed OVERFLOW");
        assertThat(pool.counter("upstream_rq_pending_overflow")).isEqualTo(1);
        pool.answer(pool.accept(), a);
        assertThat(pool.gauge("circuit_breakers.default.rq_pending_open")).isZero();
        assertThat(pool.gauge("circuit_breakers.default.remaining_pending")).isEqualTo(1);
    }

    @Test
    void requestsOfHighPriorityHaveBreakersAndConnectionsOfTheirOwn() {
        pool.normal = PoolHarness.thresholds(1, 0, 10);
        pool.start(1);
        assertThat(pool.get("/a").log()).isEqualTo("failed OVERFLOW");
        Request high = pool.getHigh("/high");
        pool.answer(pool.accept(), high);
        assertThat(high.log()).isEqualTo("ready 200|ok|end");
        assertThat(pool.gauge("circuit_breakers.high.cx_open")).isZero();
    }

    @Test
    void noMoreRequestsAreInFlightThanMayBe() {
        pool.normal = PoolHarness.thresholds(10, 10, 1);
        pool.start(1);
        Request a = pool.get("/a");
        PoolHarness.Peer peer = pool.accept();
        peer.expect("/a");
        assertThat(pool.gauge("circuit_breakers.default.rq_open")).isEqualTo(1);
        assertThat(pool.gauge("circuit_breakers.default.remaining_rq")).isZero();
        Request b = pool.get("/b");
        pool.until("b is told", () -> !b.log().isEmpty());
        assertThat(b.log()).isEqualTo("failed OVERFLOW");
        assertThat(b.host).isNotNull();
        assertThat(pool.counter("upstream_rq_active_overflow")).isEqualTo(1);
        assertThat(pool.counter("upstream_rq_pending_overflow")).isZero();
        peer.send("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        pool.until("a is answered", () -> a.log().endsWith("|end"));
        assertThat(pool.gauge("circuit_breakers.default.rq_open")).isZero();
    }

    @Test
    void aPoolWithoutAnyConnectionOpensOneWhateverTheBreakerSays() {
        pool.normal = PoolHarness.thresholds(1, 10, 10);
        pool.start(2);
        Request a = pool.get("/a");
        Request b = pool.get("/b");
        pool.until("both hosts are connected to", () -> pool.counter("upstream_rq_total") == 2);
        assertThat(a.host).isNotEqualTo(b.host);
        assertThat(pool.counter("upstream_cx_overflow")).isEqualTo(1);
        assertThat(pool.gauge("upstream_cx_active")).isEqualTo(2);
        assertThat(pool.gauge("circuit_breakers.default.cx_open")).isEqualTo(1);
        assertThat(pool.gauge("circuit_breakers.default.remaining_cx")).isZero();
    }

    @Test
    void noMorePoolsAreMadeThanMayBe() {
        pool.normal = new Thresholds(10, 10, 10, 3, 1, true);
        pool.start(2);
        Request a = pool.get("/a");
        Request b = pool.get("/b");
        assertThat(b.log()).isEqualTo("failed NO_HOST");
        assertThat(pool.counter("upstream_cx_pool_overflow")).isEqualTo(1);
        assertThat(pool.gauge("circuit_breakers.default.cx_pool_open")).isEqualTo(1);
        pool.loop.asCurrent(() -> Objects.requireNonNull(a.pending).cancel(true));
        assertThat(pool.gauge("circuit_breakers.default.cx_pool_open")).isZero();
    }

    @Test
    void retriesAreLimitedByTheirNumber() {
        pool.normal = new Thresholds(10, 10, 10, 1, 10, true);
        pool.start(1);
        assertThat(pool.cluster().tryAcquireRetry(false)).isTrue();
        assertThat(pool.gauge("circuit_breakers.default.rq_retry_open")).isEqualTo(1);
        assertThat(pool.cluster().tryAcquireRetry(false)).isFalse();
        assertThat(pool.cluster().tryAcquireRetry(true))
                .as("high priority has its own")
                .isTrue();
        pool.cluster().releaseRetry(false);
        assertThat(pool.gauge("circuit_breakers.default.remaining_retries")).isEqualTo(1);
    }

    @Test
    void retriesAreLimitedByTheirShareOfWhatIsInFlightWhereThereIsABudget() {
        pool.normal = new Thresholds(10, 10, 10, 0, 10, true, Optional.of(new RetryBudget(50, 1)));
        pool.start(1);
        LocalCluster cluster = pool.cluster();
        assertThat(cluster.tryAcquireRetry(false)).as("one is always allowed").isTrue();
        assertThat(cluster.tryAcquireRetry(false)).isFalse();
        for (int i = 0; i < 4; i++) {
            pool.get("/" + i);
        }
        assertThat(cluster.tryAcquireRetry(false)).as("half of four").isTrue();
        assertThat(cluster.tryAcquireRetry(false)).isFalse();
        cluster.releaseRetry(false);
        assertThat(cluster.tryAcquireRetry(false)).isTrue();
    }

    @Test
    void aClusterWithoutHostsHasNobodyToAsk() {
        pool.start(0);
        assertThat(pool.get("/a").log()).isEqualTo("failed NO_HOST");
        assertThat(pool.counter("upstream_cx_none_healthy")).isEqualTo(1);
    }
}
