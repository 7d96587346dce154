package io.nuncio.proxy.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.common.collect.ImmutableMap;
import io.nuncio.kernel.slot.Generation;
import io.nuncio.kernel.slot.Slot;
import io.nuncio.kernel.slot.Slots;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.kernel.thread.ManualLoop;
import io.nuncio.proxy.downstream.TestProxy;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.cluster.CircuitBreakersSpec;
import io.nuncio.proxy.spec.cluster.CircuitBreakersSpec.Thresholds;
import io.nuncio.proxy.spec.cluster.ClusterSpec;
import io.nuncio.proxy.spec.cluster.HostSetSpec;
import io.nuncio.proxy.spec.cluster.LoadBalancingSpec;
import io.nuncio.proxy.spec.cluster.UpstreamHttpSpec;
import io.nuncio.proxy.spec.http.Http1Spec;
import io.nuncio.proxy.wire.WireLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One cluster with real hosts on the loopback interface, on a loop that the test turns by hand, with a clock that the test
 * turns by hand.
 */
final class PoolHarness implements AutoCloseable {

    static final long CONNECT_TIMEOUT_MS = 700;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final ManualLoop loop = new ManualLoop("pool");
    final StatStore stats = new StatStore();
    final StatStore hostStats = new StatStore();
    final List<Upstream> hosts = new ArrayList<>();
    private final Slots slots = new Slots(loop.dispatcher());
    private final Slot<ClusterMap> map = slots.allocate("clusters");
    private final Slot<HostSet> hostSlot = slots.allocate("hosts");
    private final Clusters clusters = new Clusters(new WireLoop(loop.dispatcher(), 0, 1), map, new SplittableRandom(1));

    Thresholds normal = Thresholds.DEFAULT;
    Thresholds high = Thresholds.DEFAULT;
    UpstreamHttpSpec http = UpstreamHttpSpec.DEFAULT;
    Optional<ExtensionSpec> transport = Optional.empty();
    int bufferBytes = 1024 * 1024;
    private @Nullable SharedCluster shared;
    private @Nullable Generation generation;
    /** Whether nobody uses the cluster any more, after {@link #remove}. */
    boolean closed;

    /** Publishes the cluster with so many hosts; what is configured here has to be set before. */
    PoolHarness start(int howMany) {
        for (int i = 0; i < howMany; i++) {
            hosts.add(new Upstream());
        }
        ClusterSpec spec = new ClusterSpec(
                "c",
                "c",
                "c",
                ClusterSpec.Discovery.STATIC,
                CONNECT_TIMEOUT_MS,
                bufferBytes,
                LoadBalancingSpec.DEFAULT,
                new CircuitBreakersSpec(normal, high),
                http,
                transport);
        loop.asCurrent(() -> {
            Generation opened = slots.generations().open("c");
            generation = opened;
            SharedCluster made = new SharedCluster(spec, hostSlot, stats, hostStats, opened);
            shared = made;
            hostSlot.set(made.hostSet(hostSet()));
            map.set(new ClusterMap(ImmutableMap.of("c", made)));
        });
        loop.runUntilIdle();
        return this;
    }

    static UpstreamHttpSpec http(long idleMs, long connectionMaxMs, long requestsMax) {
        return new UpstreamHttpSpec(
                UpstreamHttpSpec.Version.HTTP1, Http1Spec.UPSTREAM, idleMs, connectionMaxMs, 0, requestsMax);
    }

    static Thresholds thresholds(int connections, int pending, int requests) {
        return new Thresholds(connections, pending, requests, 3, Integer.MAX_VALUE, true);
    }

    private HostSetSpec hostSet() {
        return TestProxy.hosts(hosts.stream().map(Upstream::address).toArray(InetSocketAddress[]::new));
    }

    LocalCluster cluster() {
        return loop.asCurrent(() -> (LocalCluster) Objects.requireNonNull(clusters.find("c")));
    }

    SharedCluster shared() {
        return Objects.requireNonNull(shared);
    }

    /** The hosts have changed. */
    void republish() {
        loop.asCurrent(() -> {
            hostSlot.set(shared().hostSet(hostSet()));
            clusters.refresh();
        });
    }

    /** The cluster is gone. */
    void remove() {
        loop.asCurrent(() -> {
            slots.together(() -> {
                map.set(ClusterMap.EMPTY);
                Objects.requireNonNull(generation).retire(() -> closed = true);
            });
            clusters.refresh();
        });
    }

    /** Asks for a stream; when there is one, a request for that path without a body goes out. */
    Request get(String path) {
        Request request = new Request("GET", path, true);
        request.ask(this, false);
        return request;
    }

    /** As {@link #get}, with circuit breakers of high priority. */
    Request getHigh(String path) {
        Request request = new Request("GET", path, true);
        request.ask(this, true);
        return request;
    }

    /** As {@link #get}, with a body of unknown length to follow. */
    Request post(String path) {
        Request request = new Request("POST", path, false);
        request.ask(this, false);
        return request;
    }

    long counter(String name) {
        return stats.counter("cluster.c." + name).value();
    }

    long gauge(String name) {
        return stats.gauge("cluster.c." + name).value();
    }

    /** The connection that the host accepts next. */
    Peer accept() {
        Upstream host = hosts.getFirst();
        until("a connection comes", host::acceptOne);
        return host.peers.getLast();
    }

    /** Sends an answer of two bytes and waits until it is complete. */
    void answer(Peer peer, Request request) {
        peer.expect("GET " + request.path);
        peer.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
        until("the answer to " + request.path, () -> request.log().endsWith("|end"));
    }

    void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("never happened: " + what);
            }
            loop.runOnce();
        }
    }

    /** Turns the loop so often that whatever can happen by itself has happened. */
    void settle() {
        for (int i = 0; i < 50; i++) {
            loop.runOnce();
            Thread.onSpinWait();
        }
    }

    /** The loop's own end. */
    void end() {
        loop.asCurrent(clusters::close);
    }

    @Override
    public void close() {
        end();
        loop.runUntilIdle();
        hosts.forEach(Upstream::close);
        loop.asCurrent(() -> {
            slots.shutdownGlobalThreading();
            slots.shutdownThread();
        });
        loop.close();
    }

    /** A host. */
    final class Upstream {
        final List<Peer> peers = new ArrayList<>();
        private final ServerSocketChannel server;
        private final InetSocketAddress address;

        Upstream() {
            try {
                server = ServerSocketChannel.open();
                server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                server.configureBlocking(false);
                address = (InetSocketAddress) server.getLocalAddress();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        InetSocketAddress address() {
            return address;
        }

        boolean acceptOne() {
            try {
                SocketChannel socket = server.isOpen() ? server.accept() : null;
                if (socket != null) {
                    socket.configureBlocking(false);
                    peers.add(new Peer(socket));
                }
                return socket != null;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Takes no more connections, and ends those there are. */
        void close() {
            try {
                server.close();
                peers.forEach(Peer::close);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The host's end of a connection. */
    final class Peer {
        private final SocketChannel socket;
        private final StringBuilder received = new StringBuilder();
        private boolean ended;

        Peer(SocketChannel socket) {
            this.socket = socket;
        }

        void send(String bytes) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes.getBytes(ISO_8859_1));
            until("bytes go out", () -> {
                try {
                    socket.write(buffer);
                    return !buffer.hasRemaining();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }

        /** Sends if the proxy still takes it. */
        void trySend(String bytes) {
            try {
                socket.write(ByteBuffer.wrap(bytes.getBytes(ISO_8859_1)));
            } catch (IOException e) {
                ended = true;
            }
        }

        boolean open() {
            return socket.isOpen() && !ended();
        }

        void forget() {
            received.setLength(0);
        }

        /** Waits for those bytes and forgets them and what came before. */
        void expect(String bytes) {
            until("the host gets '" + bytes + "'", () -> received().contains(bytes));
            received.setLength(0);
        }

        String received() {
            ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
            try {
                ended |= socket.read(buffer) < 0;
            } catch (IOException e) {
                ended = true;
            }
            received.append(ISO_8859_1.decode(buffer.flip()));
            return received.toString();
        }

        /** Whether the proxy has closed the connection. */
        boolean ended() {
            received();
            return ended;
        }

        void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Ends it with a RST. */
        void reset() {
            try {
                if (socket.isOpen()) {
                    socket.setOption(StandardSocketOptions.SO_LINGER, 0);
                }
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
