package io.nuncio.conformance.xds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.nuncio.server.Flag;
import io.nuncio.server.Nuncio;
import io.nuncio.server.Options;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random snapshots of a control plane on go-control-plane; after each the traffic goes where it says. */
@Tag("long")
@Timeout(900)
class GoControlPlaneTest {

    private static final int SNAPSHOTS = 200;
    private static final int PORTS = 6;
    private static final int UPSTREAMS = 3;
    private static final int READ_TIMEOUT_MS = 5_000;

    private final List<HttpServer> upstreams = new ArrayList<>();

    @AfterEach
    void stop() {
        upstreams.forEach(upstream -> upstream.stop(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ads", "xds", "delta", "delta-ads"})
    void trafficFollowsEachSnapshotAndNothingIsRefused(String mode) throws Exception {
        assumeTrue(GoControlPlane.available(), "there is no go");
        try (GoControlPlane plane = GoControlPlane.start(
                        "-mode", mode, "-ports", ports(), "-upstreams", startUpstreams());
                Nuncio proxy = Nuncio.start(options(mode, plane.port))) {
            for (int i = 0; i < SNAPSHOTS; i++) {
                Map<Integer, String> expected = plane.next();
                await("snapshot " + (i + 1))
                        .atMost(Duration.ofSeconds(30))
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(5))
                        .untilAsserted(() -> assertThat(answers(expected)).isEqualTo(expected));
            }
            assertThat(proxy.awaitLive()).isTrue();
            assertThat(plane.refusals()).isZero();
        }
    }

    private static Options options(String mode, int planePort) {
        String api = "{api_type: " + (mode.contains("delta") ? "DELTA_GRPC" : "GRPC")
                + ", transport_api_version: V3, grpc_services: [{envoy_grpc: {cluster_name: xds_cluster}}]}";
        String source = mode.contains("ads") ? "ads: {}" : "api_config_source: " + api;
        String ads = mode.contains("ads") ? "ads_config: " + api + ", " : "";
        return Options.defaults()
                .with(Flag.CONCURRENCY, "2")
                .with(Flag.DRAIN_TIME_S, "1")
                .with(
                        Flag.CONFIG_YAML,
                        """
                        node: {id: test-id, cluster: test-cluster}
                        dynamic_resources: {%scds_config: {%s}, lds_config: {%s}}
                        static_resources:
                          clusters:
                          - name: xds_cluster
                            connect_timeout: 1s
                            load_assignment:
                              cluster_name: xds_cluster
                              endpoints:
                              - lb_endpoints:
                                - endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: %d}}}
                        """
                                .formatted(ads, source, source, planePort));
    }

    private String startUpstreams() throws IOException {
        for (int i = 0; i < UPSTREAMS; i++) {
            HttpServer upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            byte[] name = name(upstream).getBytes(StandardCharsets.UTF_8);
            upstream.createContext("/", exchange -> {
                exchange.sendResponseHeaders(200, name.length);
                exchange.getResponseBody().write(name);
                exchange.close();
            });
            upstream.start();
            upstreams.add(upstream);
        }
        return upstreams.stream().map(GoControlPlaneTest::name).collect(Collectors.joining(","));
    }

    private static String name(HttpServer upstream) {
        return "127.0.0.1:" + upstream.getAddress().getPort();
    }

    /** Ports that are free now; the proxy will be told to listen on them. */
    private static String ports() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        for (int i = 0; i < PORTS; i++) {
            sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return sockets.stream().map(socket -> "" + socket.getLocalPort()).collect(Collectors.joining(","));
    }

    private static Map<Integer, String> answers(Map<Integer, String> expected) {
        Map<Integer, String> answers = new TreeMap<>();
        expected.keySet().forEach(port -> answers.put(port, answer(port)));
        return answers;
    }

    /** Which upstream answers behind a port. */
    private static String answer(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(READ_TIMEOUT_MS);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            InputStream in = socket.getInputStream();
            String response = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            int end = response.indexOf("\r\n\r\n");
            return end < 0 ? "no answer: " + response : response.substring(end + 4);
        } catch (ConnectException e) {
            return "-";
        } catch (IOException e) {
            return e.toString();
        }
    }
}
