package io.nuncio.extensions.network.tcpproxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.nuncio.proxy.downstream.ListenerPlan;
import io.nuncio.proxy.downstream.TestProxy;
import io.nuncio.proxy.spec.cluster.CircuitBreakersSpec;
import io.nuncio.proxy.spec.cluster.CircuitBreakersSpec.Thresholds;
import io.nuncio.proxy.spi.ConnectionInfo;
import io.nuncio.proxy.spi.TypedConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What one connection through a TCP proxy does, and what is counted and logged of it, as Envoy 1.40 does. */
class TcpProxyTest extends TcpProxyFixture {

    @Test
    void bytesGoBothWaysAndAreCounted() throws IOException {
        proxy.cluster(TestProxy.clusterSpec("c"), upstream.address());
        try (Socket client = client(TcpProxy.newBuilder().setCluster("c"))) {
            assertThat(ask(client, "hello")).isEqualTo("hello");
        }
        assertThat(log()).isEqualTo("TcpConnectionEnd flags= att=1 rx=5 tx=10 uc=c up=true reason= local= ulocal=");
        gone();
        assertThat(proxy.counter("tcp.t.downstream_cx_total")).isEqualTo(1);
        assertThat(proxy.counter("tcp.t.downstream_cx_rx_bytes_total")).isEqualTo(5);
        assertThat(proxy.counter("tcp.t.downstream_cx_tx_bytes_total")).isEqualTo(10);
        assertThat(proxy.gauge("tcp.t.downstream_cx_tx_bytes_buffered")).isZero();
        for (String name :
                List.of("cx_total", "rq_total", "rq_pending_total", "cx_destroy", "cx_destroy_with_active_rq")) {
            assertThat(proxy.counter("cluster.c.upstream_" + name)).as(name).isEqualTo(1);
        }
        assertThat(proxy.counter("cluster.c.upstream_cx_rx_bytes_total")).isEqualTo(10);
        assertThat(proxy.counter("cluster.c.upstream_cx_tx_bytes_total")).isEqualTo(5);
        assertThat(proxy.gauge("cluster.c.upstream_cx_active")).isZero();
        assertThat(proxy.gauge("cluster.c.upstream_rq_active")).isZero();
        assertThat(proxy.gauge("cluster.c.upstream_rq_pending_active")).isZero();
    }

    @Test
    void bytesSentBeforeTheUpstreamIsThereAreNotLost() throws IOException {
        proxy.cluster(TestProxy.clusterSpec("c"), upstream.address());
        ListenerPlan plan = listen(TcpProxy.newBuilder().setCluster("c"));
        for (int i = 0; i < 50; i++) {
            try (Socket client = connect(plan)) {
                assertThat(ask(client, "at once " + i)).isEqualTo("at once " + i);
            }
        }
    }

    @Test
    void theClientMayHalfCloseAndStillGetsTheAnswer() throws IOException {
        proxy.cluster(TestProxy.clusterSpec("c"), upstream.address());
        ListenerPlan plan = listen(TcpProxy.newBuilder().setCluster("c"));
        for (int i = 0; i < 500; i++) {
            try (Socket client = connect(plan)) {
                client.getOutputStream().write("hi".getBytes(ISO_8859_1));
                client.shutdownOutput();
                assertThat(new String(client.getInputStream().readAllBytes(), ISO_8859_1))
                        .as("connection %d: %s", i, logged)
                        .isEqualTo("hi[eof]");
            }
        }
        gone();
    }

    @Test
    void theUpstreamMayHalfCloseAndStillGetsTheRest() throws IOException {
        proxy.cluster(TestProxy.clusterSpec("c"), upstream.address());
        try (Socket client = client(TcpProxy.newBuilder().setCluster("c"))) {
            client.getOutputStream().write("half".getBytes(ISO_8859_1));
            assertThat(new String(client.getInputStream().readAllBytes(), ISO_8859_1))
                    .isEqualTo("half");
            client.getOutputStream().write("the rest".getBytes(ISO_8859_1));
            client.shutdownOutput();
            assertThat(upstream.rest()).isEqualTo("the rest");
        }
        gone();
    }

    @Test
    void anUpstreamThatClosesClosesTheClient() throws IOException {
        proxy.cluster(TestProxy.clusterSpec("c"), upstream.address());
        try (Socket client = client(TcpProxy.newBuilder().setCluster("c"))) {
            client.getOutputStream().write("quit".getBytes(ISO_8859_1));
            assertThat(new String(client.getInputStream().readAllBytes(), ISO_8859_1))
                    .isEqualTo("bye");
        }
        assertThat(log()).isEqualTo("TcpConnectionEnd flags= att=1 rx=4 tx=3 uc=c up=true reason= local= ulocal=");
        gone();
    }

    @Test
    void aResetOfTheUpstreamResetsTheClient() throws IOException {
        proxy.cluster(TestProxy.clusterSpec("c"), upstream.address());
        try (Socket client = client(TcpProxy.newBuilder().setCluster("c"))) {
            client.getOutputStream().write("rst".getBytes(ISO_8859_1));
            assertThat(endsByReset(client)).isTrue();
        }
        assertThat(log()).isEqualTo("TcpConnectionEnd flags=UR att=1 rx=3 tx=0 uc=c up=true reason= local= ulocal=");
        gone();
    }

    @Test
    void aDeadUpstreamIsTriedAndGivenUp() throws IOException {
        proxy.cluster(TestProxy.clusterSpec("c"), nobody());
        try (Socket client = client(TcpProxy.newBuilder().setCluster("c").setMaxConnectAttempts(UInt32Value.of(3)))) {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(log())
                .isEqualTo("TcpConnectionEnd flags=UF,URX att=3 rx=0 tx=0 uc=c up=true"
                        + " reason=delayed connect error: Connection refused"
                        + " local=tcp_initializion_failure:0 ulocal=");
        gone();
        assertThat(proxy.counter("cluster.c.upstream_cx_connect_fail")).isEqualTo(3);
        assertThat(proxy.counter("cluster.c.upstream_rq_pending_failure_eject")).isEqualTo(3);
        assertThat(proxy.counter("cluster.c.upstream_cx_connect_attempts_exceeded"))
                .isEqualTo(1);
        assertThat(proxy.counter("cluster.c.upstream_cx_destroy_remote")).isEqualTo(3);
        assertThat(proxy.counter("cluster.c.upstream_rq_total")).isZero();
    }

    @Test
    void aConnectTimeoutIsAFailureToo() throws IOException {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            InetSocketAddress address = (InetSocketAddress) full.getLocalSocketAddress();
            List<Socket> fill = new CopyOnWriteArrayList<>();
            for (int i = 0; i < 4; i++) {
                Socket filler = new Socket();
                fill.add(filler);
                try {
                    filler.connect(address, 50);
                } catch (IOException queueIsFull) {
                    break;
                }
            }
            proxy.cluster(TestProxy.clusterSpec("c", 100, 1024, CircuitBreakersSpec.DEFAULT), address);
            try (Socket client = client(TcpProxy.newBuilder().setCluster("c"))) {
                assertThat(client.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(log())
                    .isEqualTo("TcpConnectionEnd flags=UF,URX att=1 rx=0 tx=0 uc=c up=true reason="
                            + " local=tcp_initializion_failure:0 ulocal=");
            gone();
            assertThat(proxy.counter("cluster.c.upstream_cx_connect_timeout")).isEqualTo(1);
            assertThat(proxy.counter("cluster.c.upstream_cx_destroy_local")).isEqualTo(1);
            for (Socket filler : fill) {
                filler.close();
            }
        }
    }

    @Test
    void aClusterWithoutHostsHasNobody() throws IOException {
        proxy.cluster(TestProxy.clusterSpec("c"));
        try (Socket client = client(TcpProxy.newBuilder().setCluster("c"))) {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(log())
                .isEqualTo("TcpConnectionEnd flags=UH att=0 rx=0 tx=0 uc=c up=false reason="
                        + " local=tcp_initializion_failure:1 ulocal=");
        assertThat(proxy.counter("cluster.c.upstream_cx_none_healthy")).isEqualTo(1);
        assertThat(proxy.counter("cluster.c.lb_healthy_panic")).isEqualTo(1);
    }

    @Test
    void aClusterThatIsNotThereIsNoRoute() throws IOException {
        try (Socket client = client(TcpProxy.newBuilder().setCluster("nowhere"))) {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(log())
                .isEqualTo("TcpConnectionEnd flags=NC att=0 rx=0 tx=0 uc=null up=false reason="
                        + " local=tcp_initializion_failure:3 ulocal=");
        assertThat(proxy.counter("tcp.t.downstream_cx_no_route")).isEqualTo(1);
    }

    @Test
    void aClusterThatIsFullOverflows() throws IOException {
        CircuitBreakersSpec one =
                new CircuitBreakersSpec(new Thresholds(1, 1024, 1024, 3, Integer.MAX_VALUE, false), Thresholds.DEFAULT);
        proxy.cluster(TestProxy.clusterSpec("c", 1000, 1024, one), upstream.address());
        ListenerPlan plan = listen(TcpProxy.newBuilder().setCluster("c"));
        try (Socket first = connect(plan)) {
            assertThat(ask(first, "a")).isEqualTo("a");
            Socket second = connect(plan);
            assertThat(second.getInputStream().read()).isEqualTo(-1);
            assertThat(log())
                    .isEqualTo("TcpConnectionEnd flags=UO att=0 rx=0 tx=0 uc=c up=false reason="
                            + " local=tcp_initializion_failure:2 ulocal=");
            assertThat(proxy.counter("cluster.c.upstream_cx_overflow")).isEqualTo(1);
            assertThat(proxy.gauge("cluster.c.circuit_breakers.default.cx_open"))
                    .isEqualTo(1);
        }
        gone();
        assertThat(proxy.gauge("cluster.c.circuit_breakers.default.cx_open")).isZero();
        try (Socket third = connect(plan)) {
            assertThat(ask(third, "c")).isEqualTo("c");
        }
    }

    @Test
    void anIdleConnectionIsClosed() throws IOException {
        proxy.cluster(TestProxy.clusterSpec("c"), upstream.address());
        try (Socket client = client(TcpProxy.newBuilder().setCluster("c").setIdleTimeout(millis(150)))) {
            for (int i = 0; i < 3; i++) {
                assertThat(ask(client, "x")).isEqualTo("x");
            }
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(log())
                .isEqualTo("TcpConnectionEnd flags= att=1 rx=3 tx=3 uc=c up=true reason="
                        + " local=tcp_session_idle_timeout ulocal=tcp_session_idle_timeout");
        assertThat(proxy.counter("tcp.t.idle_timeout")).isEqualTo(1);
        gone();
    }

    @Test
    void aConnectionLivesNoLongerThanItMay() throws IOException {
        proxy.cluster(TestProxy.clusterSpec("c"), upstream.address());
        try (Socket client =
                client(TcpProxy.newBuilder().setCluster("c").setMaxDownstreamConnectionDuration(millis(100)))) {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(log())
                .isEqualTo("TcpConnectionEnd flags=DT att=1 rx=0 tx=0 uc=c up=true reason="
                        + " local=max_connection_duration_reached ulocal=max_connection_duration_reached");
        assertThat(proxy.counter("tcp.t.max_downstream_connection_duration")).isEqualTo(1);
        gone();
    }

    @Test
    void weightsDecideTheCluster() throws IOException {
        try (Upstream other = new Upstream()) {
            proxy.cluster(TestProxy.clusterSpec("a"), upstream.address());
            proxy.cluster(TestProxy.clusterSpec("b"), other.address());
            TcpProxy.WeightedCluster.Builder weighted = TcpProxy.WeightedCluster.newBuilder();
            weighted.addClustersBuilder().setName("a").setWeight(1);
            weighted.addClustersBuilder().setName("b").setWeight(3);
            ListenerPlan plan = listen(TcpProxy.newBuilder().setWeightedClusters(weighted));
            for (int i = 0; i < 200; i++) {
                try (Socket client = connect(plan)) {
                    assertThat(ask(client, "x")).isEqualTo("x");
                }
            }
            long a = proxy.counter("cluster.a.upstream_cx_total");
            assertThat(a).isBetween(20L, 90L);
            assertThat(proxy.counter("cluster.b.upstream_cx_total")).isEqualTo(200 - a);
        }
    }

    @Test
    void theLogMayBeWrittenEarlierToo() throws IOException {
        proxy.cluster(TestProxy.clusterSpec("c"), upstream.address());
        TcpProxy.TcpAccessLogOptions.Builder options = TcpProxy.TcpAccessLogOptions.newBuilder()
                .setFlushAccessLogOnConnected(true)
                .setAccessLogFlushInterval(millis(20));
        try (Socket client = client(TcpProxy.newBuilder().setCluster("c").setAccessLogOptions(options))) {
            assertThat(ask(client, "x")).isEqualTo("x");
            proxy.until("logged twice", () -> logged.size() >= 3);
        }
        proxy.until("ended", () -> logged.get(logged.size() - 1).startsWith("TcpConnectionEnd"));
        assertThat(logged.get(0)).startsWith("TcpUpstreamConnected");
        assertThat(logged.get(1)).startsWith("TcpPeriodic");
        assertThat(Collections.frequency(
                        logged.stream().map(line -> line.split(" ")[0]).toList(), "TcpConnectionEnd"))
                .isEqualTo(1);
    }

    @Test
    void connectionsOutliveTheirCluster() throws IOException {
        proxy.cluster(TestProxy.clusterSpec("c"), upstream.address());
        ListenerPlan plan = listen(TcpProxy.newBuilder().setCluster("c"));
        try (Socket client = connect(plan)) {
            assertThat(ask(client, "before")).isEqualTo("before");
            proxy.removeCluster("c");
            assertThat(ask(client, "after")).isEqualTo("after");
            try (Socket late = connect(plan)) {
                assertThat(late.getInputStream().read()).isEqualTo(-1);
            }
        }
        gone();
    }

    @Test
    void w01_aConnectionAndItsUpstreamStayOnOneThread() throws IOException {
        proxy.cluster(TestProxy.clusterSpec("c"), upstream.address());
        Map<Long, String> threads = Collections.synchronizedMap(new HashMap<>());
        List<String> strays = new CopyOnWriteArrayList<>();
        ListenerPlan plan = listen(TcpProxy.newBuilder().setCluster("c").setIdleTimeout(millis(60_000)), info -> {
            String here = Thread.currentThread().getName();
            String before = threads.putIfAbsent(info.connection().connectionId(), here);
            if (before != null && !before.equals(here)) {
                strays.add(before + " and " + here);
            }
        });
        List<Socket> clients = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 200; i++) {
            clients.add(connect(plan));
        }
        for (Socket client : clients) {
            assertThat(ask(client, "x")).isEqualTo("x");
            client.close();
        }
        gone();
        proxy.until("all logged", () -> threads.size() == 200);
        assertThat(strays).isEmpty();
        assertThat(Objects.requireNonNull(threads.values())).allMatch(name -> name.startsWith("wrk:worker_"));
    }

    @Test
    void whatIsNotSupportedIsRefused() {
        TestParse parse = new TestParse(proxy.stats(), (info, type) -> {});
        TcpProxy message = TcpProxy.newBuilder()
                .setStatPrefix("t")
                .setCluster("c")
                .setTunnelingConfig(TcpProxy.TunnelingConfig.newBuilder().setHostname("h"))
                .build();
        new TcpProxyFactory().parse(new TypedConfig("t/x", message.toByteArray()), parse);
        assertThat(parse.problems).containsExactly("unsupported tunneling_config");
        parse.problems.clear();
        assertThat(new TcpProxyFactory().parse(new TypedConfig("t/x", new byte[] {1}), parse))
                .isNull();
        assertThat(parse.problems).containsExactly("error ");
    }

    /** Only here so that the addresses of a record are looked at by one test at least. */
    @Test
    void theRecordKnowsTheUpstreamAddresses() throws IOException {
        proxy.cluster(TestProxy.clusterSpec("c"), upstream.address());
        List<String> addresses = new CopyOnWriteArrayList<>();
        ListenerPlan plan = listen(
                TcpProxy.newBuilder().setCluster("c"),
                info -> addresses.addAll(ImmutableList.of(
                        ConnectionInfo.text(info.upstream().remoteAddress()),
                        ConnectionInfo.text(info.upstream().localAddress()))));
        try (Socket client = connect(plan)) {
            assertThat(ask(client, "x")).isEqualTo("x");
        }
        log();
        assertThat(addresses.get(0)).isEqualTo(ConnectionInfo.text(upstream.address()));
        assertThat(addresses.get(1)).isEqualTo(upstream.lastPeer());
    }
}
