package io.nuncio.conformance.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.nuncio.conformance.peers.RunningProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One process takes a port over from another while clients go on: real processes, real signals. */
@Timeout(180)
class HandoverTest {

    private static final int CLIENTS = 200;
    private static final long REQUESTS_OF_A_PHASE = 5L * CLIENTS;

    @TempDir
    Path folder;

    @Test
    void noRequestOfTwoHundredConnectionsFails() throws Exception {
        HttpServer upstream = upstream();
        List<Integer> ports = RunningProgram.freePorts(3);
        int front = ports.getFirst();
        Process first =
                start("first", front, ports.get(1), upstream.getAddress().getPort());
        Process second = null;
        Clients clients = new Clients(front);
        try {
            untilReady(first, ports.get(1));
            clients.start();
            clients.untilMore();
            second = start("second", front, ports.get(2), upstream.getAddress().getPort());
            untilReady(second, ports.get(2));
            clients.untilMore();
            first.destroy();
            assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(first.exitValue()).isZero();
            clients.untilMore();
        } finally {
            clients.stop();
            first.destroyForcibly();
            if (second != null) {
                second.destroyForcibly();
            }
            upstream.stop(0);
        }
        assertThat(clients.failures).isEmpty();
    }

    private static HttpServer upstream() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] answer = "hello".getBytes(StandardCharsets.US_ASCII);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
    }

    /** This JVM's program as a process of its own. */
    private Process start(String name, int front, int admin, int upstream) throws IOException {
        Path config = folder.resolve(name + ".yaml");
        Files.writeString(config, """
                admin: { address: { socket_address: { address: 127.0.0.1, port_value: %2$d } } }
                static_resources:
                  listeners:
                  - name: front
                    address: { socket_address: { address: 127.0.0.1, port_value: %1$d } }
                    filter_chains:
                    - filters:
                      - name: envoy.filters.network.http_connection_manager
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                          stat_prefix: front
                          http_filters:
                          - name: envoy.filters.http.router
                            typed_config:
                              "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
                          route_config:
                            virtual_hosts:
                            - name: all
                              domains: ["*"]
                              routes: [ { match: { prefix: / }, route: { cluster: up } } ]
                  clusters:
                  - name: up
                    connect_timeout: 5s
                    load_assignment:
                      cluster_name: up
                      endpoints:
                      - lb_endpoints:
                        - endpoint: { address: { socket_address: { address: 127.0.0.1, port_value: %3$d } } }
                """.formatted(front, admin, upstream));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(each -> each.startsWith("--add-opens")
                        || each.startsWith("--enable-native")
                        || each.startsWith("-Dio.netty.tryReflection"))
                .forEach(command::add);
        Stream.of(
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.nuncio.server.main.Main",
                        "-c",
                        config.toString(),
                        "--concurrency",
                        "2")
                .forEach(command::add);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
    }

    private static void untilReady(Process process, int admin) {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            assertThat(process.isAlive()).isTrue();
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), admin)) {
                socket.getOutputStream()
                        .write("GET /ready HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                        .startsWith("HTTP/1.1 200 ");
            } catch (IOException e) {
                return false;
            }
        });
    }

    /** Clients that keep their connections until they are told that one ends. */
    private static final class Clients {
        private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final AtomicLong answered = new AtomicLong();
        private final List<Thread> threads = new ArrayList<>();
        private final int port;

        Clients(int port) {
            this.port = port;
        }

        void start() {
            for (int i = 0; i < CLIENTS; i++) {
                threads.add(Thread.ofVirtual().start(this::run));
            }
        }

        void untilMore() {
            long goal = answered.get() + REQUESTS_OF_A_PHASE;
            await().atMost(Duration.ofSeconds(60)).until(() -> answered.get() >= goal || !failures.isEmpty());
        }

        void stop() throws InterruptedException {
            stopped.set(true);
            for (Thread each : threads) {
                each.join();
            }
        }

        private void run() {
            while (!stopped.get() && failures.isEmpty()) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    socket.setSoTimeout(30_000);
                    boolean more = true;
                    while (more && !stopped.get()) {
                        more = ask(socket);
                        TimeUnit.MILLISECONDS.sleep(5);
                    }
                } catch (IOException e) {
                    failures.add(e.toString());
                } catch (InterruptedException e) {
                    return;
                }
            }
        }

        /** Whether the connection lives on. */
        private boolean ask(Socket socket) throws IOException {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nhost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String status = in.readLine();
            if (status == null || !status.equals("HTTP/1.1 200 OK")) {
                throw new IOException("answered " + status);
            }
            boolean lives = true;
            int length = 0;
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                lives &= !line.equals("connection: close");
                length = line.startsWith("content-length: ") ? Integer.parseInt(line.substring(16)) : length;
            }
            for (int i = 0; i < length; i++) {
                if (in.read() < 0) {
                    throw new IOException("a body ends early");
                }
            }
            answered.incrementAndGet();
            return lives;
        }
    }
}
