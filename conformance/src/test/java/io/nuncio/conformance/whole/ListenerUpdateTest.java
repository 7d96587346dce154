package io.nuncio.conformance.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Cases W08, W09 and W11 of the semantics: listeners change while connections come and live. */
@Timeout(120)
class ListenerUpdateTest {

    private static final int UPDATES = 50;
    private static final int CLIENTS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final int port;

    @TempDir
    private Path folder;

    ListenerUpdateTest() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void w08_fiftyFullUpdatesRefuseNobodyAndResetNobody() throws Exception {
        change(0, chain("all", "", 0));
        try (Nuncio proxy = Nuncio.start(options(3_600))) {
            assertThat(proxy.awaitLive()).isTrue();
            AtomicBoolean over = new AtomicBoolean();
            var clients = IntStream.range(0, CLIENTS)
                    .mapToObj(i -> threads.submit(() -> connectUntil(over)))
                    .toList();
            for (int update = 1; update <= UPDATES; update++) {
                int version = update;
                change(version, chain("all", "", 0));
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(2))
                        .until(() -> stat(proxy, "listener_manager.listener_modified") == version);
            }
            over.set(true);
            for (Future<Integer> client : clients) {
                assertThat(client.get()).as("connections").isPositive();
            }
            assertThat(stat(proxy, "listener_manager.listener_in_place_updated"))
                    .isZero();
        }
    }

    @Test
    void w09_theConnectionsOfAnUnchangedChainOutliveTheDrainOfOneThatLeaves() throws Exception {
        change(0, chain("one", "127.0.0.1", 0), chain("two", "127.0.0.2", 0));
        try (Nuncio proxy = Nuncio.start(options(1))) {
            assertThat(proxy.awaitLive()).isTrue();
            try (Socket one = connect("127.0.0.1");
                    Socket two = connect("127.0.0.2")) {
                assertThat(exchange(one, 1)).isTrue();
                assertThat(exchange(two, 2)).isTrue();
                change(0, chain("one", "127.0.0.1", 0), chain("three", "127.0.0.3", 0));
                await().atMost(PATIENCE).until(() -> stat(proxy, "listener_manager.listener_in_place_updated") == 1);
                try (Socket three = connect("127.0.0.3")) {
                    assertThat(exchange(three, 3)).isTrue();
                }
                assertThat(ended(two)).as("the chain that left").isTrue();
                assertThat(exchange(one, 4)).as("the chain that stayed").isTrue();
                try (Socket again = connect("127.0.0.2")) {
                    assertThat(ended(again)).as("no chain matches any more").isTrue();
                }
            }
        }
    }

    @Test
    void w11_whoIsConnectedToAListenerThatGoesMayFinishUntilTheDrainEnds() throws Exception {
        change(0, chain("all", "", 0));
        try (Nuncio proxy = Nuncio.start(options(1))) {
            assertThat(proxy.awaitLive()).isTrue();
            try (Socket connected = connect("127.0.0.1")) {
                assertThat(exchange(connected, 1)).isTrue();
                replace("resources: []\n");
                await().atMost(PATIENCE).until(() -> stat(proxy, "listener_manager.listener_removed") == 1);
                assertThat(exchange(connected, 2)).as("while it drains").isTrue();
                await().atMost(PATIENCE).until(this::refused);
                assertThat(ended(connected)).as("after the drain").isTrue();
                await().atMost(PATIENCE).until(() -> stat(proxy, "listener_manager.total_listeners_draining") == 0);
            }
        }
    }

    /** Connects, exchanges, closes, again and again: any failure fails the test. */
    private int connectUntil(AtomicBoolean over) throws IOException {
        int connections = 0;
        while (!over.get()) {
            try (Socket socket = connect("127.0.0.1")) {
                assertThat(exchange(socket, connections & 0x7F)).isTrue();
            }
            connections++;
        }
        return connections;
    }

    private Socket connect(String from) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    private boolean refused() throws IOException {
        try (Socket socket = connect("127.0.0.1")) {
            return false;
        } catch (ConnectException e) {
            return true;
        }
    }

    private static boolean exchange(Socket socket, int value) throws IOException {
        socket.getOutputStream().write(value);
        return socket.getInputStream().read() == value;
    }

    private static boolean ended(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    private static long stat(Nuncio proxy, String name) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), proxy.adminPort().orElseThrow())) {
            socket.getOutputStream()
                    .write(("GET /stats?filter=^" + name + "$ HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            InputStream in = socket.getInputStream();
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            int at = text.indexOf(name + ": ");
            return at < 0
                    ? -1
                    : Long.parseLong(text.substring(at + name.length() + 2).split("\\s")[0]);
        }
    }

    private static String chain(String name, String source, int version) {
        String match = source.isEmpty()
                ? ""
                : "filter_chain_match: {source_prefix_ranges: [{address_prefix: " + source + ", prefix_len: 32}]}, ";
        return "{name: " + name + version + ", " + match + """
                filters: [{name: echo, typed_config: {
                  '@type': type.googleapis.com/envoy.extensions.filters.network.echo.v3.Echo}}]}""";
    }

    /** Another version of the listener: what is not a chain differs with the version. */
    private void change(int version, String... chains) throws IOException {
        replace("resources:\n- {'@type': type.googleapis.com/envoy.config.listener.v3.Listener, name: front,"
                + " per_connection_buffer_limit_bytes: " + (65_536 + version)
                + ", address: {socket_address: {address: 127.0.0.1, port_value: " + port + "}}, filter_chains: ["
                + String.join(", ", chains) + "]}\n");
    }

    private void replace(String text) throws IOException {
        Path next = Files.writeString(folder.resolve("next"), text);
        Files.move(
                next, folder.resolve("lds.yaml"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Options options(int drainS) {
        return Options.defaults()
                .with(Flag.CONCURRENCY, "2")
                .with(Flag.DRAIN_TIME_S, Integer.toString(drainS))
                .with(Flag.CONFIG_YAML, """
                        node: {id: node, cluster: test}
                        admin: {address: {socket_address: {address: 127.0.0.1, port_value: 0}}}
                        dynamic_resources: {lds_config: {path_config_source: {path: %s}}}
                        """.formatted(folder.resolve("lds.yaml")));
    }
}
