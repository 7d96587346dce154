package io.nuncio.extensions.network.tcpproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.nuncio.proxy.downstream.ListenerPlan;
import io.nuncio.proxy.downstream.TestProxy;
import io.nuncio.proxy.spec.cluster.CircuitBreakersSpec;
import io.nuncio.proxy.spec.listener.ListenerSpec;
import io.nuncio.proxy.spec.listener.ListenerSpec.ConnectionLimits;
import io.nuncio.proxy.spi.NetworkFilterMaker;
import io.nuncio.proxy.spi.TypedConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Much at once: a stream that is faster than its reader, and a crowd that behaves badly. */
class TcpProxyLoadTest {

    private static final long STREAM_BYTES = 1L << 30;
    private static final int LIMIT_BYTES = 64 * 1024;

    /** What one direction may hold: the limit, and a read that was under way when it was reached. */
    private static final long BUFFERED_BYTES_MAX = 3L * LIMIT_BYTES;

    /** What the allocator may take for it: it works in chunks and keeps some. */
    private static final long ALLOCATED_BYTES_MAX = 64L << 20;

    /** What a machine that is busy with other tests may add. */
    private static final long STORM_SLACK_US = 50_000;

    private static final int CROWD = 1000;
    private static final int CHUNK_BYTES = 256 * 1024;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aGibibyteGoesThroughSmallLimitsInBoundedMemory(boolean upwards) throws Exception {
        try (TestProxy proxy = new TestProxy(1).start();
                ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ListenerPlan plan = listen(proxy, (InetSocketAddress) server.getLocalSocketAddress());
            try (Socket client = new Socket()) {
                client.connect(proxy.addressOf(plan));
                try (Socket upstream = server.accept()) {
                    Socket from = upwards ? client : upstream;
                    Socket to = upwards ? upstream : client;
                    long before = directMemory();
                    Future<Long> sent = threads.submit(() -> send(from));
                    Peak peak = new Peak(proxy);
                    long received = receiveSlowly(to, peak);
                    assertThat(received).isEqualTo(STREAM_BYTES);
                    assertThat(get(sent)).isEqualTo(STREAM_BYTES);
                    assertThat(peak.allocated - before).as("memory held").isLessThan(ALLOCATED_BYTES_MAX);
                    assertThat(peak.buffered).as("bytes held").isBetween(1L, BUFFERED_BYTES_MAX);
                }
            }
            String paused = upwards
                    ? "tcp.t.downstream_flow_control_paused_reading_total"
                    : "cluster.c.upstream_flow_control_paused_reading_total";
            assertThat(proxy.counter(paused)).as("the reader was slow").isGreaterThan(0);
            assertThat(proxy.counter(paused.replace("paused", "resumed")))
                    .as("whoever was paused went on")
                    .isEqualTo(proxy.counter(paused));
        }
    }

    @Test
    void aCrowdThatSendsNothingGarbageOrResetsLeavesNothingBehind() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        try (TestProxy proxy = new TestProxy(2).start();
                Upstream server = new Upstream()) {
            ListenerPlan plan = listen(proxy, server.address());
            warmUp(proxy, plan);
            long descriptors = descriptors();
            for (int round = 0; round < CROWD / 100; round++) {
                List<Socket> crowd = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    Socket socket = new Socket();
                    socket.connect(proxy.addressOf(plan));
                    crowd.add(socket);
                    misbehave(socket, random);
                }
                for (Socket socket : crowd) {
                    if (random.nextBoolean() && !socket.isClosed()) {
                        socket.setSoLinger(true, 0);
                    }
                    socket.close();
                }
            }
            proxy.until("seed " + seed + ": all gone", () -> proxy.connections() == 0);
            proxy.until(
                    "seed " + seed + ": no descriptor is left of " + descriptors, () -> descriptors() <= descriptors);
            assertThat(proxy.gauge("cluster.c.upstream_cx_active")).isZero();
            assertThat(proxy.gauge("listener.l.downstream_cx_active")).isZero();
            assertThat(proxy.gauge("tcp.t.downstream_cx_tx_bytes_buffered")).isZero();
            assertThat(proxy.gauge("cluster.c.upstream_cx_tx_bytes_buffered")).isZero();
        }
    }

    /** W17: while main publishes without end, traffic goes on as before, and no worker waits for a lock. */
    @Test
    void w17_aStormOfUpdatesDoesNotDisturbTheTraffic() throws Exception {
        try (TestProxy proxy = new TestProxy(2).start();
                Upstream server = new Upstream()) {
            ListenerPlan plan = listen(proxy, server.address());
            warmUp(proxy, plan);
            roundTrips(proxy, plan, () -> {});
            long calmUs = p99(roundTrips(proxy, plan, () -> {}));
            long blockedBefore = blockedWorkers();
            int[] published = {0};
            long stormUs = p99(roundTrips(proxy, plan, () -> {
                for (int i = 0; i < 10; i++) {
                    proxy.cluster(
                            TestProxy.clusterSpec("other", 1000, 1024, CircuitBreakersSpec.DEFAULT), server.address());
                    published[0]++;
                }
            }));
            assertThat(published[0]).as("updates").isGreaterThan(1000);
            assertThat(blockedWorkers() - blockedBefore)
                    .as("times that a worker waited for a lock")
                    .isZero();
            assertThat(stormUs)
                    .as("p99 in microseconds, %d when calm", calmUs)
                    .isLessThan(10 * calmUs + STORM_SLACK_US);
        }
    }

    /** Round trips of one client while main does something else between them; microseconds each. */
    private static List<Long> roundTrips(TestProxy proxy, ListenerPlan plan, Runnable between) throws IOException {
        List<Long> tookUs = new ArrayList<>();
        try (Socket socket = new Socket()) {
            socket.setTcpNoDelay(true);
            socket.connect(proxy.addressOf(plan));
            for (int i = 0; i < 2_000; i++) {
                between.run();
                long start = System.nanoTime();
                socket.getOutputStream().write('x');
                assertThat(socket.getInputStream().read()).isEqualTo('x');
                tookUs.add((System.nanoTime() - start) / 1000);
            }
        }
        return tookUs;
    }

    private static long p99(List<Long> took) {
        return took.stream().sorted().skip(took.size() * 99L / 100).findFirst().orElseThrow();
    }

    private static long blockedWorkers() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(Objects::nonNull)
                .filter(info -> info.getThreadName().startsWith("wrk:"))
                .mapToLong(ThreadInfo::getBlockedCount)
                .sum();
    }

    private static void warmUp(TestProxy proxy, ListenerPlan plan) throws IOException {
        for (int i = 0; i < 4; i++) {
            try (Socket socket = new Socket()) {
                socket.connect(proxy.addressOf(plan));
                socket.getOutputStream().write('x');
                assertThat(socket.getInputStream().read()).isEqualTo('x');
            }
        }
        proxy.until("warm", () -> proxy.connections() == 0);
    }

    private static void misbehave(Socket socket, Random random) {
        try {
            switch (random.nextInt(4)) {
                case 0 -> {
                    byte[] garbage = new byte[1 + random.nextInt(200_000)];
                    random.nextBytes(garbage);
                    garbage[0] = 'g';
                    socket.setSoTimeout(1);
                    socket.getOutputStream().write(garbage, 0, Math.min(garbage.length, 30_000));
                }
                case 1 -> socket.shutdownOutput();
                case 2 -> {
                    socket.getOutputStream().write("rst".getBytes(StandardCharsets.US_ASCII));
                    socket.setSoLinger(true, 0);
                    socket.close();
                }
                default -> socket.setTcpNoDelay(true);
            }
        } catch (IOException reset) {
            // By the upstream, by way of the proxy: the crowd gets what it asked for.
            assertThat(reset).isNotNull();
        }
    }

    private static ListenerPlan listen(TestProxy proxy, InetSocketAddress upstream) {
        proxy.cluster(TestProxy.clusterSpec("c", 5_000, LIMIT_BYTES, CircuitBreakersSpec.DEFAULT), upstream);
        TestParse parse = new TestParse(proxy.stats(), (info, type) -> {});
        TcpProxy message =
                TcpProxy.newBuilder().setStatPrefix("t").setCluster("c").build();
        NetworkFilterMaker maker = Objects.requireNonNull(
                new TcpProxyFactory().parse(new TypedConfig("t/x", message.toByteArray()), parse));
        ListenerSpec spec = TestProxy.listenerSpec("l", maker);
        return proxy.add(new ListenerSpec(
                spec.name(),
                spec.statPrefix(),
                spec.address(),
                spec.socket(),
                spec.listenerFilters(),
                spec.chains(),
                spec.accessLogs(),
                new ConnectionLimits(LIMIT_BYTES, Optional.empty(), false, 0, false),
                spec.drain()));
    }

    private static long send(Socket socket) throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        OutputStream out = socket.getOutputStream();
        long sent = 0;
        for (; sent < STREAM_BYTES; sent += chunk.length) {
            out.write(chunk);
        }
        socket.shutdownOutput();
        return sent;
    }

    /** Reads nothing at first, until all that the proxy may hold is full, then stops for a moment now and again. */
    private static long receiveSlowly(Socket socket, Peak peak) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] chunk = new byte[CHUNK_BYTES];
        long received = 0;
        long nextStop = 0;
        for (int read = 0; read >= 0; read = in.read(chunk)) {
            received += read;
            if (received >= nextStop) {
                nextStop += STREAM_BYTES / 16;
                for (int i = 0; i < 20; i++) {
                    peak.look();
                    LockSupport.parkNanos(1_000_000);
                }
            }
        }
        peak.look();
        return received;
    }

    private static long get(Future<Long> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(60, TimeUnit.SECONDS);
    }

    /** The most that was held at a time. */
    private static final class Peak {
        private final TestProxy proxy;
        private long allocated;
        private long buffered;

        Peak(TestProxy proxy) {
            this.proxy = proxy;
        }

        void look() {
            allocated = Math.max(allocated, directMemory());
            buffered = Math.max(buffered, proxy.gauge("tcp.t.downstream_cx_tx_bytes_buffered"));
            buffered = Math.max(buffered, proxy.gauge("cluster.c.upstream_cx_tx_bytes_buffered"));
        }
    }

    private static long directMemory() {
        ByteBufAllocator allocator = ByteBufAllocator.DEFAULT;
        assertThat(allocator).isInstanceOf(ByteBufAllocatorMetricProvider.class);
        return ((ByteBufAllocatorMetricProvider) allocator).metric().usedDirectMemory();
    }

    private static long descriptors() {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
