package io.nuncio.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole proxy in this JVM. */
@Timeout(120)
class NuncioTest {

    private static final int LIVES = 100;

    @TempDir
    Path folder;

    @Test
    void bytesGoThrough() throws Exception {
        try (EchoServer upstream = new EchoServer("one");
                Nuncio proxy = Nuncio.start(options(upstream.port()))) {
            assertThat(proxy.awaitLive()).isTrue();
            assertThat(ask(proxy.port("front"), "hello")).isEqualTo("one:hello");
        }
    }

    @Test
    void theAdminAnswers() throws Exception {
        try (EchoServer upstream = new EchoServer("one");
                Nuncio proxy = Nuncio.start(options(upstream.port()))) {
            proxy.awaitLive();
            int admin = proxy.adminPort().orElseThrow();
            assertThat(get(admin, "GET", "/ready"))
                    .startsWith("HTTP/1.1 200 OK")
                    .contains("LIVE\n");
            assertThat(get(admin, "GET", "/stats?filter=^server.(state|live|concurrency)$"))
                    .contains("server.concurrency: 2\nserver.live: 1\nserver.state: 0\n");
            assertThat(get(admin, "GET", "/stats?usedonly&filter=workers_started"))
                    .contains("listener_manager.workers_started: 1\n");
            assertThat(get(admin, "GET", "/listeners")).contains("front::127.0.0.1:" + proxy.port("front") + "\n");
            assertThat(get(admin, "GET", "/clusters"))
                    .contains("up::127.0.0.1:" + upstream.port() + "::health_flags::healthy\n");
            assertThat(get(admin, "GET", "/server_info"))
                    .contains("\"state\": \"LIVE\"")
                    .contains("\"id\": \"node\"");
        }
    }

    @Test
    void failingHealthChecksIsDraining() throws Exception {
        try (EchoServer upstream = new EchoServer("one");
                Nuncio proxy = Nuncio.start(options(upstream.port()))) {
            proxy.awaitLive();
            int admin = proxy.adminPort().orElseThrow();
            get(admin, "POST", "/healthcheck/fail");
            assertThat(get(admin, "GET", "/ready")).startsWith("HTTP/1.1 503 ").contains("DRAINING\n");
            assertThat(get(admin, "GET", "/stats?filter=^server.(state|live)$"))
                    .contains("server.live: 0\nserver.state: 1\n");
            get(admin, "POST", "/healthcheck/ok");
            assertThat(get(admin, "GET", "/ready")).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void quitquitquitEndsIt() throws Exception {
        try (EchoServer upstream = new EchoServer("one");
                Nuncio proxy = Nuncio.start(options(upstream.port()))) {
            proxy.awaitLive();
            assertThat(get(proxy.adminPort().orElseThrow(), "POST", "/quitquitquit"))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("OK\n");
            proxy.awaitEnd();
        }
    }

    @Test
    void aDrainWaitsForThoseWhoAreConnected() throws Exception {
        try (EchoServer upstream = new EchoServer("one");
                Nuncio proxy = Nuncio.start(options(upstream.port()));
                Socket connected = new Socket(InetAddress.getLoopbackAddress(), proxy.port("front"))) {
            proxy.awaitLive();
            int port = proxy.port("front");
            assertThat(exchange(connected, "before\n")).isEqualTo("one:before\n");
            proxy.drainAndEnd();
            await().atMost(Duration.ofSeconds(20)).until(() -> refused(port));
            assertThat(exchange(connected, "during\n")).isEqualTo("one:during\n");
            connected.close();
            proxy.awaitEnd();
        }
    }

    @Test
    void aWatchedFileMovesTheTraffic() throws Exception {
        Path clusters = folder.resolve("cds.yaml");
        try (EchoServer one = new EchoServer("one");
                EchoServer two = new EchoServer("two")) {
            Files.writeString(clusters, clusterFile(one.port()));
            Options options = Options.defaults()
                    .with(Flag.CONCURRENCY, "2")
                    .with(
                            Flag.CONFIG_YAML,
                            bootstrap(
                                    "dynamic_resources: {cds_config: {path_config_source: {path: " + clusters + "}}}"));
            try (Nuncio proxy = Nuncio.start(options)) {
                proxy.awaitLive();
                int port = proxy.port("front");
                assertThat(ask(port, "a")).isEqualTo("one:a");
                move(clusterFile(two.port()), clusters);
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> ask(port, "b").equals("two:b"));
                move("resources: [{bogus: 1}]", clusters);
                int admin = proxy.adminPort().orElseThrow();
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> get(admin, "GET", "/stats?filter=cds.update_(failure|rejected)")
                                .contains(": 1\n"));
                assertThat(ask(port, "c")).isEqualTo("two:c");
            }
        }
    }

    @Test
    void twoInOneJvm() throws Exception {
        try (EchoServer one = new EchoServer("one");
                EchoServer two = new EchoServer("two");
                Nuncio first = Nuncio.start(options(one.port()));
                Nuncio second = Nuncio.start(options(two.port()))) {
            first.awaitLive();
            second.awaitLive();
            assertThat(ask(first.port("front"), "x")).isEqualTo("one:x");
            assertThat(ask(second.port("front"), "x")).isEqualTo("two:x");
            first.close();
            assertThat(ask(second.port("front"), "y")).isEqualTo("two:y");
        }
    }

    @Test
    void everythingWrongIsSaidAndNothingIsLeft() throws Exception {
        Set<String> threads = threads();
        assertThatThrownBy(() -> Nuncio.start(Options.defaults().with(Flag.CONFIG_YAML, """
                static_resources:
                  clusters:
                  - {name: a, connect_timeout: -1s}
                  - {name: "", nonsense: 3}
                """)))
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        e -> assertThat(e.reasons())
                                .anyMatch(reason -> reason.contains("static_resources.clusters[0].connect_timeout"))
                                .anyMatch(reason -> reason.contains("static_resources.clusters[1].nonsense"))
                                .anyMatch(reason -> reason.contains("static_resources.clusters[1].name")));
        assertThat(threads()).isEqualTo(threads);
    }

    @Test
    void anAddressThatIsTakenIsARefusal() throws Exception {
        Set<String> threads = threads();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String yaml = bootstrap("")
                    .replace(
                            "port_value: 0}}, filter_chains",
                            "port_value: " + taken.getLocalPort() + "}}, filter_chains");
            assertThatThrownBy(() -> Nuncio.start(Options.defaults().with(Flag.CONFIG_YAML, yaml)))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> threads().equals(threads));
    }

    @Test
    void theAdminsAddressIsWritten() throws Exception {
        Path file = folder.resolve("admin.txt");
        try (EchoServer upstream = new EchoServer("one");
                Nuncio proxy = Nuncio.start(options(upstream.port()).with(Flag.ADMIN_ADDRESS_PATH, file.toString()))) {
            assertThat(Files.readString(file))
                    .isEqualTo("127.0.0.1:" + proxy.adminPort().orElseThrow());
        }
    }

    @Test
    void aHundredLivesLeaveNothingBehind() throws Exception {
        try (EchoServer upstream = new EchoServer("one")) {
            live(upstream.port());
            Set<String> threads = threads();
            long descriptors = descriptors();
            for (int i = 0; i < LIVES; i++) {
                live(upstream.port());
            }
            assertThat(threads()).isEqualTo(threads);
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(descriptors()).isLessThanOrEqualTo(descriptors));
        }
    }

    private static void live(int upstream) throws Exception {
        try (Nuncio proxy = Nuncio.start(options(upstream))) {
            proxy.awaitLive();
            assertThat(ask(proxy.port("front"), "x")).isEqualTo("one:x");
        }
    }

    private static Options options(int upstream) {
        return Options.defaults()
                .with(Flag.CONCURRENCY, "2")
                .with(Flag.CONFIG_YAML, bootstrap("") + indented(cluster(upstream)));
    }

    private static String bootstrap(String more) {
        return """
                node: {id: node, cluster: test}
                admin: {address: {socket_address: {address: 127.0.0.1, port_value: 0}}}
                %s
                static_resources:
                  listeners:
                  - {name: front, address: {socket_address: {address: 127.0.0.1, port_value: 0}}, filter_chains: [{filters: [{
                      name: envoy.filters.network.tcp_proxy, typed_config: {
                        "@type": type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy,
                        stat_prefix: front, cluster: up}}]}]}
                """.formatted(more);
    }

    private static String indented(String cluster) {
        return "  clusters: [" + cluster + "]\n";
    }

    private static String cluster(int port) {
        return "{name: up, connect_timeout: 5s, load_assignment: {cluster_name: up, endpoints: [{lb_endpoints: [{endpoint:"
                + " {address: {socket_address: {address: 127.0.0.1, port_value: " + port + "}}}}]}]}}";
    }

    private static String clusterFile(int port) {
        return "resources: [{\"@type\": type.googleapis.com/envoy.config.cluster.v3.Cluster, "
                + cluster(port).substring(1) + "]\n";
    }

    private void move(String text, Path to) throws IOException {
        Path next = Files.writeString(folder.resolve("next"), text);
        Files.move(next, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Sends a line, half-closes, and gives all that comes back. */
    private static String ask(int port, String text) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write((text + "\n").getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    private static String exchange(Socket socket, String line) throws IOException {
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
        InputStream in = socket.getInputStream();
        StringBuilder out = new StringBuilder();
        while (out.isEmpty() || out.charAt(out.length() - 1) != '\n') {
            int next = in.read();
            if (next < 0) {
                break;
            }
            out.append((char) next);
        }
        return out.toString();
    }

    private static String get(int port, String method, String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            String request = method + " " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static boolean refused(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return !socket.isConnected();
        } catch (IOException e) {
            return true;
        }
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> Stream.of("main", "wrk:", "dog:", "file", "watch", "log")
                        .anyMatch(name::startsWith))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }

    /** Answers each line with its name and the line. */
    private static final class EchoServer implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final String name;

        EchoServer(String name) throws IOException {
            this.name = name;
            Thread.ofVirtual().start(this::accept);
        }

        int port() {
            return socket.getLocalPort();
        }

        private void accept() {
            try {
                while (true) {
                    Socket each = socket.accept();
                    Thread.ofVirtual().start(() -> serve(each));
                }
            } catch (IOException e) {
                assertThat(socket.isClosed()).isTrue();
            }
        }

        private void serve(Socket each) {
            try (each) {
                InputStream in = each.getInputStream();
                StringBuilder line = new StringBuilder();
                for (int next = in.read(); next >= 0; next = in.read()) {
                    line.append((char) next);
                    if (next == '\n') {
                        each.getOutputStream().write((name + ":" + line).getBytes(StandardCharsets.UTF_8));
                        line.setLength(0);
                    }
                }
            } catch (IOException e) {
                // The peer has reset: its test is over.
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
