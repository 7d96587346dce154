package io.nuncio.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.proxy.spec.cluster.CircuitBreakersSpec.Thresholds;
import io.nuncio.proxy.spi.message.ResetReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever clients, hosts and configuration do at the same time: everybody is told once, and nothing is lost or left over. */
class HttpPoolStormTest {

    private static final int STEPS = 1500;

    private static final List<String> ANSWERS = List.of(
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok",
            "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok",
            "HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf",
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokand more",
            "nothing like HTTP\r\n\r\n");

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final PoolHarness pool = new PoolHarness();
    private final List<Request> requests = new ArrayList<>();
    private boolean ending;

    @Test
    void nothingIsLeftOver() {
        pool.normal = new Thresholds(6, 5, 8, 3, 3, true);
        pool.high = new Thresholds(2, 2, 2, 3, 3, true);
        pool.http = PoolHarness.http(200, 2_000, 7);
        pool.start(3);
        for (int i = 0; i < STEPS; i++) {
            step();
            pool.loop.runOnce();
        }
        ending = true;
        if (random.nextBoolean()) {
            pool.remove();
        }
        pool.end();
        assertThat(pool.counter("upstream_cx_total"))
                .as("seed %d", seed)
                .isEqualTo(pool.counter("upstream_cx_destroy"));
        pool.close();
        String by = "seed " + seed;
        for (Request request : requests) {
            assertThat(request.log()).as(by).doesNotContain("ready ready").doesNotMatch(".*failed.*failed.*");
        }
        for (String gauge : List.of("upstream_cx_active", "upstream_rq_active", "upstream_rq_pending_active")) {
            assertThat(pool.gauge(gauge)).as(by + " " + gauge).isZero();
        }
        for (Breakers breakers : List.of(pool.shared().breakers(), pool.shared().highBreakers())) {
            assertThat(breakers.connections.budget().inUse()).as(by).isZero();
            assertThat(breakers.pending.budget().inUse()).as(by).isZero();
            assertThat(breakers.requests.budget().inUse()).as(by).isZero();
            assertThat(breakers.pools.budget().inUse()).as(by).isZero();
        }
        for (String open : List.of("cx_open", "cx_pool_open", "rq_open", "rq_pending_open")) {
            assertThat(pool.gauge("circuit_breakers.default." + open))
                    .as(by + " " + open)
                    .isZero();
        }
    }

    private void step() {
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> ask();
            case 3 -> giveUp();
            case 4, 5 -> pool.hosts.get(random.nextInt(pool.hosts.size())).acceptOne();
            case 6, 7, 8 -> answer();
            case 9 -> end();
            case 10 -> pool.loop.advance(Duration.ofMillis(random.nextInt(100)));
            default -> changeHosts();
        }
    }

    private void ask() {
        Request request = new Request(random.nextBoolean() ? "GET" : "POST", "/", random.nextInt(5) > 0);
        if (random.nextInt(4) == 0) {
            request.whenReset = this::askAgain;
            request.whenFailed = this::askAgain;
        }
        requests.add(request);
        request.ask(pool, random.nextInt(5) == 0);
    }

    private void askAgain() {
        if (ending) {
            return;
        }
        Request again = new Request("GET", "/again", true);
        requests.add(again);
        again.ask(pool, false);
    }

    private void giveUp() {
        if (requests.isEmpty()) {
            return;
        }
        Request one = requests.get(random.nextInt(requests.size()));
        pool.loop.asCurrent(() -> {
            if (one.stream != null) {
                one.stream.reset(ResetReason.LOCAL_RESET);
            } else if (one.pending != null) {
                one.pending.cancel(random.nextBoolean());
            }
        });
    }

    private void answer() {
        PoolHarness.Peer peer = peer();
        if (peer != null && peer.open() && peer.received().endsWith("\r\n\r\n")) {
            peer.forget();
            peer.trySend(ANSWERS.get(random.nextInt(3) > 0 ? 0 : random.nextInt(ANSWERS.size())));
        }
    }

    private void end() {
        PoolHarness.Peer peer = peer();
        if (peer != null && random.nextInt(3) == 0) {
            if (random.nextBoolean()) {
                peer.close();
            } else {
                peer.reset();
            }
        }
    }

    private PoolHarness.@org.jspecify.annotations.Nullable Peer peer() {
        List<PoolHarness.Peer> peers = pool.hosts.get(random.nextInt(pool.hosts.size())).peers;
        return peers.isEmpty() ? null : peers.get(random.nextInt(peers.size()));
    }

    private void changeHosts() {
        if (random.nextInt(10) == 0) {
            int at = random.nextInt(pool.hosts.size());
            if (random.nextBoolean()) {
                pool.hosts.get(at).close();
            }
            pool.hosts.set(at, pool.new Upstream());
        }
        pool.republish();
    }
}
