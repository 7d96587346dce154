package io.nuncio.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.Opaque;
import io.nuncio.proxy.spi.ConnectionInfo;
import io.nuncio.proxy.spi.HttpQuery;
import io.nuncio.proxy.spi.TransportSocket;
import io.nuncio.proxy.spi.TransportSocketCallbacks;
import io.nuncio.proxy.spi.TransportSocketMaker;
import io.nuncio.proxy.spi.message.ResetReason;
import io.nuncio.proxy.wire.RawBuffer;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What those who wait or are served are told when something goes wrong. */
class HttpPoolFailureTest {

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
    void allWhoWaitLearnThatAConnectionWasRefused() {
        pool.start(1);
        pool.hosts.getFirst().close();
        Request a = pool.get("/a");
        Request b = pool.get("/b");
        pool.until("both are told", () -> !a.log().isEmpty() && !b.log().isEmpty());
        assertThat(a.log()).isEqualTo("failed REMOTE_CONNECTION_FAILURE delayed connect error: Connection refused");
        assertThat(b.log()).isEqualTo(a.log());
        assertThat(a.host).isNotNull();
        assertThat(pool.counter("upstream_rq_pending_failure_eject")).isEqualTo(2);
        pool.until("both connections are gone", () -> pool.gauge("upstream_cx_active") == 0);
        assertThat(pool.counter("upstream_cx_connect_fail")).isEqualTo(2);
        assertThat(pool.counter("upstream_rq_total")).isZero();
    }

    @Test
    void whoAsksAgainWhenToldOfAFailureWaitsForANewConnection() {
        pool.start(1);
        pool.hosts.getFirst().close();
        Request b = new Request("GET", "/b", true);
        Request a = new Request("GET", "/a", true);
        a.whenFailed = () -> b.ask(pool, false);
        a.ask(pool, false);
        pool.until("the second is told", () -> !b.log().isEmpty());
        assertThat(a.log()).isEqualTo(b.log());
        assertThat(pool.counter("upstream_cx_connect_fail")).isEqualTo(2);
    }

    @Test
    void aConnectionThatTakesTooLongIsGivenUp() {
        pool.transport = Optional.of(new ExtensionSpec("mute", "", Opaque.of(new Mute())));
        pool.start(1);
        Request a = pool.get("/a");
        pool.accept();
        pool.loop.advance(Duration.ofMillis(PoolHarness.CONNECT_TIMEOUT_MS - 1));
        assertThat(a.log()).isEmpty();
        pool.loop.advance(Duration.ofMillis(1));
        assertThat(a.log()).isEqualTo("failed TIMEOUT");
        assertThat(pool.counter("upstream_cx_connect_timeout")).isEqualTo(1);
        assertThat(pool.counter("upstream_cx_connect_fail")).isEqualTo(1);
        assertThat(pool.counter("upstream_cx_destroy_local")).isEqualTo(1);
    }

    @Test
    void whoGivesUpWaitingIsToldNothingAndTheConnectionIsKeptForOthers() {
        pool.start(1);
        Request a = pool.get("/a");
        pool.loop.asCurrent(() -> Objects.requireNonNull(a.pending).cancel(false));
        PoolHarness.Peer peer = pool.accept();
        pool.settle();
        pool.answer(peer, pool.get("/b"));
        assertThat(a.log()).isEmpty();
        assertThat(pool.counter("upstream_rq_cancelled")).isEqualTo(1);
        assertThat(pool.counter("upstream_cx_total")).isEqualTo(1);
        pool.loop.asCurrent(() -> Objects.requireNonNull(a.pending).cancel(false));
        assertThat(pool.counter("upstream_rq_cancelled"))
                .as("a second time is nothing")
                .isEqualTo(1);
    }

    @Test
    void whoGivesUpWaitingMayHaveTheConnectionGivenUpToo() {
        pool.start(1);
        Request a = pool.get("/a");
        pool.loop.asCurrent(() -> Objects.requireNonNull(a.pending).cancel(true));
        assertThat(pool.gauge("upstream_cx_active")).isZero();
        assertThat(a.log()).isEmpty();
    }

    @Test
    void aConnectionThatEndsBeforeTheAnswerResetsTheStream() {
        pool.start(1);
        Request a = pool.get("/a");
        PoolHarness.Peer peer = pool.accept();
        peer.expect("/a");
        peer.close();
        pool.until("a is told", () -> a.log().contains("reset"));
        assertThat(a.log()).isEqualTo("ready reset CONNECTION_TERMINATION");
        assertThat(pool.counter("upstream_cx_destroy_remote_with_active_rq")).isEqualTo(1);
        assertThat(pool.counter("upstream_cx_protocol_error")).isZero();
    }

    @Test
    void aConnectionThatIsResetResetsTheStream() {
        pool.start(1);
        Request a = pool.get("/a");
        PoolHarness.Peer peer = pool.accept();
        peer.expect("/a");
        peer.reset();
        pool.until("a is told", () -> a.log().contains("reset"));
        assertThat(a.log()).isEqualTo("ready reset CONNECTION_TERMINATION");
        assertThat(pool.counter("upstream_cx_destroy_remote_with_active_rq")).isEqualTo(1);
    }

    @Test
    void theEndOfTheLoopIsTheEndOfThoseWhoWaitAndOpensNothing() {
        pool.normal = PoolHarness.thresholds(1, 10, 10);
        pool.start(1);
        Request a = pool.get("/a");
        pool.accept().expect("/a");
        Request b = pool.get("/b");
        Request again = new Request("GET", "/again", true);
        LocalCluster known = pool.cluster();
        b.whenFailed = () -> known.newHttpStream(HttpQuery.NONE, again);
        pool.end();
        assertThat(a.log()).isEqualTo("ready reset CONNECTION_TERMINATION");
        assertThat(b.log()).isEqualTo("failed LOCAL_CONNECTION_FAILURE");
        assertThat(again.log()).isEqualTo("failed NO_HOST");
        assertThat(pool.counter("upstream_cx_total")).isEqualTo(1);
    }

    @Test
    void anAnswerThatIsCutOffIsAnErrorOfTheProtocol() {
        pool.start(1);
        Request a = pool.get("/a");
        PoolHarness.Peer peer = pool.accept();
        peer.expect("/a");
        peer.send("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf");
        peer.close();
        pool.until("a is told", () -> a.log().contains("reset"));
        assertThat(a.log()).isEqualTo("ready 200|halfreset PROTOCOL_ERROR");
        assertThat(pool.counter("upstream_cx_protocol_error")).isEqualTo(1);
    }

    @Test
    void anAnswerThatIsNoHttpEndsTheConnection() {
        pool.start(1);
        Request a = pool.get("/a");
        PoolHarness.Peer peer = pool.accept();
        peer.expect("/a");
        peer.send("SSH-2.0-OpenSSH_9.0\r\n\r\n");
        pool.until("the proxy closes", peer::ended);
        assertThat(a.log()).isEqualTo("ready reset PROTOCOL_ERROR");
        assertThat(pool.counter("upstream_cx_protocol_error")).isEqualTo(1);
        assertThat(pool.counter("upstream_cx_destroy_local_with_active_rq")).isEqualTo(1);
    }

    @Test
    void whoResetsAStreamClosesItsConnectionAndIsToldNothing() {
        pool.start(1);
        Request a = pool.get("/a");
        PoolHarness.Peer peer = pool.accept();
        peer.expect("/a");
        peer.send("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf");
        pool.until("half of the answer", () -> a.log().contains("half"));
        pool.loop.asCurrent(() -> a.stream().reset(ResetReason.LOCAL_RESET));
        pool.until("the proxy closes", peer::ended);
        assertThat(a.log()).isEqualTo("ready 200|half");
        assertThat(pool.counter("upstream_cx_destroy_local_with_active_rq")).isEqualTo(1);
        assertThat(pool.gauge("upstream_rq_active")).isZero();
        Request b = pool.get("/b");
        pool.answer(pool.accept(), b);
    }

    @Test
    void whoIsResetMayAskAgainAtOnce() {
        pool.start(1);
        Request again = new Request("GET", "/again", true);
        Request a = pool.get("/a");
        a.whenReset = () -> again.ask(pool, false);
        PoolHarness.Peer peer = pool.accept();
        peer.expect("/a");
        peer.close();
        pool.answer(pool.accept(), again);
        assertThat(again.log()).isEqualTo("ready 200|ok|end");
    }

    @Test
    void whoResetsAtOnceWhenReadyLeavesNothingBehind() {
        pool.start(1);
        Request a = new Request("GET", "/a", true);
        a.whenReady = () -> a.stream().reset(ResetReason.LOCAL_RESET);
        a.ask(pool, false);
        pool.until("there is nothing left", () -> pool.counter("upstream_cx_destroy") == 1);
        assertThat(a.log()).isEqualTo("ready ");
    }

    @Test
    void anAnswerBeforeTheRequestIsCompleteEndsTheConnection() {
        pool.start(1);
        Request a = pool.post("/a");
        PoolHarness.Peer peer = pool.accept();
        peer.expect("/a");
        peer.send("HTTP/1.1 413 Payload Too Large\r\ncontent-length: 0\r\n\r\n");
        pool.until("the proxy closes", peer::ended);
        assertThat(a.log()).isEqualTo("ready 413|end");
        pool.loop.asCurrent(() -> a.send("too late", true));
        assertThat(pool.counter("upstream_cx_destroy_local_with_active_rq")).isEqualTo(1);
    }

    @Test
    void aBodyOfUnknownLengthGoesInChunks() {
        pool.start(1);
        Request a = pool.post("/a");
        PoolHarness.Peer peer = pool.accept();
        peer.expect("/a");
        pool.loop.asCurrent(() -> a.send("body", true));
        peer.expect("4\r\nbody\r\n0\r\n\r\n");
        peer.send("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        pool.until("the answer", () -> a.log().endsWith("|end"));
    }

    @Test
    void anUpgradeCarriesBytesBothWaysAndEndsItsConnection() {
        pool.start(1);
        Request a = new Request("GET", "/ws", false);
        a.upgrade = "websocket";
        a.ask(pool, false);
        PoolHarness.Peer peer = pool.accept();
        peer.expect("upgrade: websocket");
        peer.send("HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\nhello");
        pool.until("its first bytes", () -> a.log().contains("hello"));
        pool.loop.asCurrent(() -> a.send("to the host", false));
        peer.expect("to the host");
        peer.close();
        pool.until("the end", () -> a.log().contains("end") || a.log().contains("reset"));
        pool.until("the connection is gone", () -> pool.gauge("upstream_cx_active") == 0);
        assertThat(a.log()).startsWith("ready 101|hello|end");
    }

    @Test
    void aTunnelCarriesBytesBothWaysAndEndsItsConnection() {
        pool.start(1);
        Request a = new Request("CONNECT", "", false);
        a.ask(pool, false);
        PoolHarness.Peer peer = pool.accept();
        peer.expect("CONNECT host HTTP/1.1");
        peer.send("HTTP/1.1 200 OK\r\n\r\nhello");
        pool.until("its first bytes", () -> a.log().contains("hello"));
        pool.loop.asCurrent(() -> a.send("to the host", false));
        peer.expect("to the host");
        pool.loop.asCurrent(() -> a.stream().reset(ResetReason.LOCAL_RESET));
        pool.until("the proxy closes", peer::ended);
        assertThat(a.log()).isEqualTo("ready 200|hello");
    }

    @Test
    void aHostThatReadsSlowlyStopsItsSender() {
        pool.bufferBytes = 32 * 1024;
        pool.start(1);
        Request a = pool.post("/a");
        PoolHarness.Peer peer = pool.accept();
        peer.expect("/a");
        String some = "x".repeat(16 * 1024);
        int sent = 0;
        while (!a.log().contains("[above]")) {
            pool.loop.asCurrent(() -> a.send(some, false));
            pool.loop.runOnce();
            sent++;
            assertThat(sent).as("the kernel takes only so much").isLessThan(4000);
        }
        pool.until("the host has read on", () -> {
            peer.expect("x");
            return a.log().contains("[below]");
        });
        pool.loop.asCurrent(() -> a.stream().reset(ResetReason.LOCAL_RESET));
    }

    @Test
    void whoDoesNotReadIsToldNothingUntilHeDoes() {
        pool.start(1);
        Request a = pool.get("/a");
        PoolHarness.Peer peer = pool.accept();
        peer.expect("/a");
        pool.loop.asCurrent(() -> a.stream().readDisable(true));
        peer.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
        pool.settle();
        assertThat(a.log()).isEqualTo("ready ");
        pool.loop.asCurrent(() -> a.stream().readDisable(false));
        pool.until("the answer", () -> a.log().endsWith("|end"));
    }

    @Test
    void theReadingThatAStreamStoppedGoesOnForTheNext() {
        pool.start(1);
        Request a = pool.get("/a");
        PoolHarness.Peer peer = pool.accept();
        a.whenEnded = () -> a.stream().readDisable(true);
        pool.answer(peer, a);
        pool.answer(peer, pool.get("/b"));
        assertThat(pool.counter("upstream_cx_total")).isEqualTo(1);
    }

    /** A transport socket that never says that it is connected. */
    private static final class Mute implements TransportSocketMaker {
        @Override
        public TransportSocket make(ConnectionInfo connection) {
            TransportSocket raw = RawBuffer.MAKER.make(connection);
            return (TransportSocket) Proxy.newProxyInstance(
                    Mute.class.getClassLoader(), new Class<?>[] {TransportSocket.class}, (self, method, args) -> {
                        if (method.getName().equals("onConnected")) {
                            return null;
                        }
                        if (method.getName().equals("init")) {
                            raw.init((TransportSocketCallbacks) args[0]);
                            return null;
                        }
                        return method.invoke(raw, args);
                    });
        }

        @Override
        public boolean secure() {
            return false;
        }
    }
}
