package io.nuncio.conformance.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.server.Flag;
import io.nuncio.server.Nuncio;
import io.nuncio.server.Options;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Case W17: configuration changes without pause while traffic flows; no worker ever waits for a lock. */
@Timeout(120)
class SlotStormTest {

    private static final int CLIENTS = 8;
    private static final int EXCHANGES = 500;
    private static final int CLUSTERS = 20;

    @TempDir
    private Path folder;

    @Test
    void w17_aStormOfUpdatesDisturbsNobodyAndNoWorkerWaitsForALock() throws Exception {
        try (ExecutorService threads = Executors.newCachedThreadPool();
                ServerSocket upstream = new ServerSocket(0, 512, InetAddress.getLoopbackAddress())) {
            threads.submit(() -> serve(upstream, threads));
            Path file = folder.resolve("cds.yaml");
            change(file, upstream.getLocalPort(), 0);
            try (Nuncio proxy = Nuncio.start(options(file))) {
                assertThat(proxy.awaitLive()).isTrue();
                traffic(threads, proxy.port("front"));
                long blockedBefore = blockedWorkers();
                AtomicBoolean over = new AtomicBoolean();
                Future<Integer> storm = threads.submit(() -> {
                    int changes = 0;
                    while (!over.get()) {
                        change(file, upstream.getLocalPort(), ++changes);
                    }
                    return changes;
                });
                traffic(threads, proxy.port("front"));
                over.set(true);
                assertThat(storm.get(20, TimeUnit.SECONDS))
                        .as("changes written")
                        .isGreaterThan(1);
                assertThat(blockedWorkers())
                        .as("how often a worker waited for a lock")
                        .isEqualTo(blockedBefore);
            }
            upstream.close();
        }
    }

    /** Every client gets each of its bytes back, on one connection and on fresh ones. */
    private static void traffic(ExecutorService threads, int port) throws Exception {
        List<Callable<Integer>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            boolean fresh = i % 2 == 0;
            clients.add(() -> fresh ? reconnecting(port) : keeping(port));
        }
        for (Future<Integer> each : threads.invokeAll(clients)) {
            assertThat(each.get()).isEqualTo(EXCHANGES);
        }
    }

    private static int keeping(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            int done = 0;
            while (done < EXCHANGES && exchange(socket, done)) {
                done++;
            }
            return done;
        }
    }

    private static int reconnecting(int port) throws IOException {
        int done = 0;
        while (done < EXCHANGES) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                for (int i = 0; i < 10 && exchange(socket, done); i++) {
                    done++;
                }
            }
        }
        return done;
    }

    private static boolean exchange(Socket socket, int value) throws IOException {
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(value & 0x7F);
        return socket.getInputStream().read() == (value & 0x7F);
    }

    private static Object serve(ServerSocket upstream, ExecutorService threads) {
        try {
            while (true) {
                Socket accepted = upstream.accept();
                threads.submit(() -> echo(accepted));
            }
        } catch (IOException closed) {
            return closed;
        }
    }

    private static Object echo(Socket accepted) throws IOException {
        try (accepted) {
            InputStream in = accepted.getInputStream();
            OutputStream out = accepted.getOutputStream();
            return in.transferTo(out);
        }
    }

    private static long blockedWorkers() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long blocked = 0;
        int workers = 0;
        for (ThreadInfo each : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (each != null && each.getThreadName().startsWith("wrk:")) {
                blocked += each.getBlockedCount();
                workers++;
            }
        }
        assertThat(workers).as("workers seen").isEqualTo(2);
        return blocked;
    }

    private void change(Path file, int port, int version) throws IOException {
        StringBuilder text = new StringBuilder("resources:\n");
        for (int i = 0; i < CLUSTERS; i++) {
            String name = i == 0 ? "up" : "other-" + (i + version);
            text.append("- {\"@type\": type.googleapis.com/envoy.config.cluster.v3.Cluster, name: ")
                    .append(name)
                    .append(", connect_timeout: 5s, per_connection_buffer_limit_bytes: ")
                    .append(i == 0 ? 65_536 : 65_536 + version)
                    .append(", load_assignment: {cluster_name: ")
                    .append(name)
                    .append(", endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: ")
                    .append("{address: 127.0.0.1, port_value: ")
                    .append(port)
                    .append("}}}}]}]}}\n");
        }
        Path next = Files.writeString(folder.resolve("next"), text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Options options(Path clusters) {
        return Options.defaults().with(Flag.CONCURRENCY, "2").with(Flag.CONFIG_YAML, """
                        node: {id: node, cluster: test}
                        dynamic_resources: {cds_config: {path_config_source: {path: %s}}}
                        static_resources:
                          listeners:
                          - {name: front, address: {socket_address: {address: 127.0.0.1, port_value: 0}}, filter_chains: [{filters: [{
                              name: envoy.filters.network.tcp_proxy, typed_config: {
                                "@type": type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy,
                                stat_prefix: front, cluster: up}}]}]}
                        """.formatted(clusters));
    }
}
