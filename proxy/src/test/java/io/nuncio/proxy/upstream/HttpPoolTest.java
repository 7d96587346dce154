package io.nuncio.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.proxy.spi.HttpQuery;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which connection a request gets, and how long a connection lives. */
class HttpPoolTest {

    private final PoolHarness pool = new PoolHarness();

    @AfterEach
    void close() {
        pool.close();
        assertThat(pool.gauge("upstream_cx_active")).isZero();
        assertThat(pool.gauge("upstream_rq_active")).isZero();
        assertThat(pool.gauge("upstream_rq_pending_active")).isZero();
    }

    @Test
    void aConnectionServesOneRequestAfterTheOther() {
        pool.start(1);
        PoolHarness.Peer peer = request("/1");
        for (int i = 2; i <= 5; i++) {
            Request next = pool.get("/" + i);
            assertThat(next.pending).as("it has been answered").isNull();
            pool.answer(peer, next);
            assertThat(next.log()).isEqualTo("ready 200|ok|end");
        }
        assertThat(pool.counter("upstream_cx_total")).isEqualTo(1);
        assertThat(pool.counter("upstream_cx_http1_total")).isEqualTo(1);
        assertThat(pool.counter("upstream_rq_total")).isEqualTo(5);
        assertThat(pool.counter("upstream_rq_pending_total"))
                .as("only the first had to wait")
                .isEqualTo(1);
        assertThat(pool.gauge("upstream_rq_active")).isZero();
        assertThat(pool.gauge("upstream_cx_active")).isEqualTo(1);
    }

    @Test
    void theConnectionUsedLastIsUsedFirst() {
        pool.start(1);
        Request a = pool.get("/a");
        PoolHarness.Peer first = pool.accept();
        first.expect("/a");
        Request b = pool.get("/b");
        PoolHarness.Peer second = pool.accept();
        second.expect("/b");
        second.send("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        pool.until("b is answered", () -> b.log().endsWith("|end"));
        first.send("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        pool.until("a is answered", () -> a.log().endsWith("|end"));
        Request c = pool.get("/c");
        first.expect("/c");
        assertThat(c.connection().upstream().connectionId())
                .isEqualTo(a.connection().upstream().connectionId());
    }

    @Test
    void theOwnerLearnsWhichConnectionAndHostItIs() {
        pool.start(1);
        Request a = pool.get("/a");
        PoolHarness.Peer peer = pool.accept();
        pool.answer(peer, a);
        assertThat(Objects.requireNonNull(a.host).addressText())
                .isEqualTo("127.0.0.1:" + pool.hosts.getFirst().address().getPort());
        assertThat(a.connection().upstream().remoteAddress())
                .isEqualTo(pool.hosts.getFirst().address());
        assertThat(a.connection().upstream().localAddress()).isNotNull();
        assertThat(a.connection().upstream().connectEndNs())
                .isGreaterThanOrEqualTo(a.connection().upstream().connectStartNs());
        assertThat(pool.shared().published().all().getFirst().stats().rqTotal.value())
                .isEqualTo(1);
    }

    @Test
    void aWaitingRequestGetsTheConnectionThatBecomesFree() {
        pool.normal = PoolHarness.thresholds(1, 10, 10);
        pool.start(1);
        Request a = pool.get("/a");
        PoolHarness.Peer peer = pool.accept();
        peer.expect("/a");
        Request b = pool.get("/b");
        Request c = pool.get("/c");
        assertThat(pool.gauge("upstream_rq_pending_active")).isEqualTo(2);
        peer.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
        peer.expect("/b");
        assertThat(a.log()).isEqualTo("ready 200|ok|end");
        assertThat(c.log()).as("the one that waits longest is first").isEmpty();
        peer.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
        pool.until("b is answered", () -> b.log().endsWith("|end"));
        pool.answer(peer, c);
        assertThat(pool.counter("upstream_cx_total")).isEqualTo(1);
        assertThat(pool.counter("upstream_cx_overflow")).isPositive();
    }

    @Test
    void aPeerThatClosesRightBehindItsAnswerLosesNoRequest() {
        pool.normal = PoolHarness.thresholds(1, 10, 10);
        pool.start(1);
        Request a = pool.get("/a");
        PoolHarness.Peer peer = pool.accept();
        peer.expect("/a");
        Request b = pool.get("/b");
        peer.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
        peer.close();
        PoolHarness.Peer second = pool.accept();
        pool.answer(second, b);
        assertThat(a.log()).isEqualTo("ready 200|ok|end");
        assertThat(b.log()).isEqualTo("ready 200|ok|end");
        assertThat(pool.counter("upstream_cx_destroy_remote")).isEqualTo(1);
        assertThat(pool.counter("upstream_cx_destroy_with_active_rq")).isZero();
    }

    @Test
    void aConnectionThatThePeerClosesWhileIdleIsNoError() {
        pool.start(1);
        PoolHarness.Peer peer = request("/a");
        peer.close();
        pool.until("the connection is gone", () -> pool.gauge("upstream_cx_active") == 0);
        assertThat(pool.counter("upstream_cx_protocol_error")).isZero();
        assertThat(pool.counter("upstream_cx_destroy_remote")).isEqualTo(1);
        assertThat(pool.counter("upstream_cx_destroy_with_active_rq")).isZero();
        request("/b");
    }

    @Test
    void bytesThatNobodyAskedForEndAnIdleConnection() {
        pool.start(1);
        PoolHarness.Peer peer = request("/a");
        peer.send("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        pool.until("the connection is gone", () -> pool.gauge("upstream_cx_active") == 0);
        assertThat(pool.counter("upstream_cx_protocol_error")).isEqualTo(1);
        assertThat(pool.counter("upstream_cx_destroy_local")).isEqualTo(1);
        Request b = pool.get("/b");
        pool.answer(pool.accept(), b);
        assertThat(b.log()).isEqualTo("ready 200|ok|end");
    }

    @Test
    void bytesBehindAnAnswerAreNotTheNextOne() {
        pool.start(1);
        Request a = pool.get("/a");
        PoolHarness.Peer peer = pool.accept();
        peer.expect("/a");
        peer.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil");
        pool.until("the answer", () -> a.log().endsWith("|end"));
        Request b = pool.get("/b");
        pool.answer(pool.accept(), b);
        assertThat(b.log()).isEqualTo("ready 200|ok|end");
        assertThat(pool.counter("upstream_cx_protocol_error")).isEqualTo(1);
    }

    @Test
    void aServerThatIsTiredOfWaitingBreaksNoProtocol() {
        pool.start(1);
        PoolHarness.Peer peer = request("/a");
        peer.send("HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
        pool.until("the connection is gone", () -> pool.gauge("upstream_cx_active") == 0);
        assertThat(pool.counter("upstream_cx_protocol_error")).isZero();
    }

    @Test
    void connectionCloseInAnAnswerEndsTheConnectionAfterIt() {
        pool.start(1);
        Request a = pool.get("/a");
        PoolHarness.Peer peer = pool.accept();
        peer.expect("/a");
        peer.send("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok");
        pool.until("the proxy closes", peer::ended);
        assertThat(a.log()).isEqualTo("ready 200|ok|end");
        assertThat(pool.counter("upstream_cx_close_notify")).isEqualTo(1);
        assertThat(pool.counter("upstream_cx_destroy_local")).isEqualTo(1);
        assertThat(pool.counter("upstream_cx_destroy_with_active_rq")).isZero();
    }

    @Test
    void anAnswerOfHttp10EndsTheConnectionUnlessItIsKeptAlive() {
        pool.start(1);
        Request a = pool.get("/a");
        PoolHarness.Peer first = pool.accept();
        first.expect("/a");
        first.send("HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok");
        pool.until("the proxy closes", first::ended);
        assertThat(a.log()).isEqualTo("ready 200|ok|end");
        Request b = pool.get("/b");
        PoolHarness.Peer second = pool.accept();
        second.expect("/b");
        second.send("HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 2\r\n\r\nok");
        pool.until("b is answered", () -> b.log().endsWith("|end"));
        pool.answer(second, pool.get("/c"));
        assertThat(pool.counter("upstream_cx_total")).isEqualTo(2);
    }

    @Test
    void theEndOfTheConnectionIsTheEndOfAnAnswerWithoutLength() {
        pool.start(1);
        Request a = pool.get("/a");
        PoolHarness.Peer peer = pool.accept();
        peer.expect("/a");
        peer.send("HTTP/1.1 200 OK\r\n\r\nall of it");
        peer.close();
        pool.until("the answer", () -> a.log().endsWith("|end"));
        assertThat(a.log()).isEqualTo("ready 200|all of it|end");
        assertThat(pool.counter("upstream_cx_destroy_remote")).isEqualTo(1);
        assertThat(pool.counter("upstream_cx_destroy_with_active_rq")).isZero();
        assertThat(pool.counter("upstream_cx_protocol_error")).isZero();
    }

    @Test
    void afterTheLastRequestThatAConnectionMayServeItIsClosed() {
        pool.http = PoolHarness.http(0, 0, 2);
        pool.start(1);
        PoolHarness.Peer peer = request("/1");
        pool.answer(peer, pool.get("/2"));
        pool.until("the proxy closes", peer::ended);
        request("/3");
        assertThat(pool.counter("upstream_cx_max_requests")).isEqualTo(1);
        assertThat(pool.counter("upstream_cx_total")).isEqualTo(2);
    }

    @Test
    void anIdleConnectionIsClosedInTimeAndNotBefore() {
        pool.http = PoolHarness.http(1000, 0, 0);
        pool.start(1);
        PoolHarness.Peer peer = request("/1");
        pool.loop.advance(Duration.ofMillis(900));
        pool.answer(peer, pool.get("/2"));
        pool.loop.advance(Duration.ofMillis(999));
        assertThat(pool.gauge("upstream_cx_active")).isEqualTo(1);
        pool.loop.advance(Duration.ofMillis(1));
        assertThat(pool.gauge("upstream_cx_active")).isZero();
        assertThat(pool.counter("upstream_cx_idle_timeout")).isEqualTo(1);
        pool.until("the proxy closes", peer::ended);
    }

    @Test
    void aConnectionWithARequestIsNotIdle() {
        pool.http = PoolHarness.http(1000, 0, 0);
        pool.start(1);
        Request slow = pool.get("/slow");
        PoolHarness.Peer peer = pool.accept();
        peer.expect("/slow");
        pool.loop.advance(Duration.ofSeconds(10));
        assertThat(pool.counter("upstream_cx_idle_timeout")).isZero();
        peer.send("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        pool.until("the answer", () -> slow.log().endsWith("|end"));
    }

    @Test
    void aConnectionIsNotUsedLongerThanItMayBe() {
        pool.http = PoolHarness.http(0, 1000, 0);
        pool.start(1);
        PoolHarness.Peer peer = request("/1");
        pool.loop.advance(Duration.ofSeconds(1));
        assertThat(pool.gauge("upstream_cx_active")).isZero();
        assertThat(pool.counter("upstream_cx_max_duration_reached")).isEqualTo(1);
        pool.until("the proxy closes", peer::ended);
        Request slow = pool.get("/slow");
        PoolHarness.Peer second = pool.accept();
        second.expect("/slow");
        pool.loop.advance(Duration.ofSeconds(1));
        assertThat(pool.gauge("upstream_cx_active")).as("its request goes on").isEqualTo(1);
        assertThat(pool.counter("upstream_cx_max_duration_reached")).isEqualTo(2);
        second.send("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        pool.until("the proxy closes", second::ended);
        assertThat(slow.log()).isEqualTo("ready 200|end");
    }

    @Test
    void aHostThatLeavesTakesItsConnectionsAlong() {
        pool.start(1);
        Request busy = pool.get("/busy");
        PoolHarness.Peer running = pool.accept();
        running.expect("/busy");
        PoolHarness.Peer idle = request("/idle");
        pool.hosts.set(0, pool.new Upstream());
        pool.republish();
        pool.until("the idle one is closed", idle::ended);
        assertThat(pool.gauge("upstream_cx_active")).isEqualTo(1);
        running.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
        pool.until("the busy one is closed after its answer", running::ended);
        assertThat(busy.log()).isEqualTo("ready 200|ok|end");
        assertThat(pool.counter("upstream_cx_destroy_with_active_rq")).isZero();
    }

    @Test
    void anAddressThatIsConfiguredTwiceIsTwoHosts() {
        pool.start(1);
        pool.hosts.add(pool.hosts.getFirst());
        pool.republish();
        request("/1");
        request("/2");
        assertThat(pool.counter("upstream_cx_total")).isEqualTo(2);
        assertThat(pool.gauge("membership_total")).isEqualTo(2);
        pool.hosts.removeLast();
        pool.republish();
        assertThat(pool.gauge("upstream_cx_active"))
                .as("the second host took its connection along")
                .isEqualTo(1);
    }

    @Test
    void hostsThatStayKeepTheirConnections() {
        pool.start(1);
        PoolHarness.Peer peer = request("/1");
        pool.republish();
        pool.answer(peer, pool.get("/2"));
        assertThat(pool.counter("upstream_cx_total")).isEqualTo(1);
    }

    @Test
    void aClusterThatGoesServesThoseWhoWait() {
        pool.normal = PoolHarness.thresholds(1, 10, 10);
        pool.start(1);
        Request a = pool.get("/a");
        PoolHarness.Peer peer = pool.accept();
        peer.expect("/a");
        Request b = pool.get("/b");
        pool.remove();
        peer.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
        pool.until("the proxy closes", peer::ended);
        assertThat(a.log()).isEqualTo("ready 200|ok|end");
        PoolHarness.Peer last = pool.accept();
        last.expect("/b");
        last.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
        pool.until("the proxy closes", last::ended);
        assertThat(b.log()).isEqualTo("ready 200|ok|end");
        assertThat(pool.shared().breakers().pools.budget().inUse()).isZero();
    }

    @Test
    void aClusterIsClosedWhenItsLastConnectionIsGoneAndWhoStillKnowsItGetsNothing() {
        pool.start(1);
        Request a = pool.get("/a");
        PoolHarness.Peer peer = pool.accept();
        peer.expect("/a");
        LocalCluster known = pool.cluster();
        pool.remove();
        pool.loop.runUntilIdle();
        assertThat(pool.closed).isFalse();
        peer.send("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        pool.until("it is closed", () -> pool.closed);
        assertThat(a.log()).isEqualTo("ready 200|end");
        Request late = new Request("GET", "/late", true);
        pool.loop.asCurrent(() -> known.newHttpStream(HttpQuery.NONE, late));
        assertThat(late.log()).isEqualTo("failed NO_HOST");
    }

    @Test
    void manyIdleConnectionsEndTogether() {
        pool.normal = PoolHarness.thresholds(3000, 3000, 3000);
        pool.start(1);
        int count = 300;
        for (int i = 0; i < count; i++) {
            pool.get("/" + i);
            PoolHarness.Peer peer = pool.accept();
            peer.expect("/" + i);
        }
        pool.hosts.getFirst().peers.forEach(peer -> peer.send("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"));
        pool.until("all are answered", () -> pool.gauge("upstream_rq_active") == 0);
        assertThat(pool.gauge("upstream_cx_active")).isEqualTo(count);
        pool.remove();
        assertThat(pool.gauge("upstream_cx_active")).isZero();
    }

    /** A request and its answer on a new connection. */
    private PoolHarness.Peer request(String path) {
        Request request = pool.get(path);
        PoolHarness.Peer peer = pool.accept();
        pool.answer(peer, request);
        return peer;
    }
}
