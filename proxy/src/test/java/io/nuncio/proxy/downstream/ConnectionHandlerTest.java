package io.nuncio.proxy.downstream;

import static io.nuncio.proxy.downstream.ListenerFixture.ask;
import static io.nuncio.proxy.downstream.ListenerFixture.closeAll;
import static io.nuncio.proxy.downstream.ListenerFixture.connect;
import static io.nuncio.proxy.downstream.ListenerFixture.connectFrom;
import static io.nuncio.proxy.downstream.ListenerFixture.echoes;
import static io.nuncio.proxy.downstream.ListenerFixture.endOf;
import static io.nuncio.proxy.downstream.ListenerFixture.read;
import static io.nuncio.proxy.downstream.ListenerFixture.sourceRange;
import static io.nuncio.proxy.downstream.ListenerFixture.withChains;
import static io.nuncio.proxy.downstream.ListenerFixture.withLimit;
import static io.nuncio.proxy.downstream.ListenerFixture.withSocket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import io.nuncio.kernel.stats.SharedBudget;
import io.nuncio.kernel.thread.LoopOptions;
import io.nuncio.proxy.spec.Address;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.Opaque;
import io.nuncio.proxy.spec.listener.FilterChainSpec;
import io.nuncio.proxy.spec.listener.FilterChainsSpec;
import io.nuncio.proxy.spec.listener.ListenerSocketSpec;
import io.nuncio.proxy.spec.listener.ListenerSpec;
import io.nuncio.proxy.spec.listener.ListenerSpec.ConnectionLimits;
import io.nuncio.proxy.spi.AccessLogger;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Cases W01 to W05 and W14 of workers, listeners and connections, and what else listeners do. */
class ConnectionHandlerTest {

    private final Set<String> threads = ConcurrentHashMap.newKeySet();
    private final List<Long> ids = Collections.synchronizedList(new ArrayList<>());

    private ListenerSpec echo() {
        return TestProxy.listenerSpec("l", TestFilters.echo(connection -> {
            threads.add(Thread.currentThread().getName());
            ids.add(connection.id());
        }));
    }

    @ParameterizedTest
    @EnumSource(LoopOptions.Kind.class)
    void connectionsAreServedOnEveryKindOfLoop(LoopOptions.Kind kind) throws IOException {
        try (TestProxy proxy = new TestProxy(2, LoopOptions.defaults().withKind(kind), null).start()) {
            ListenerPlan plan = proxy.add(echo());
            for (int i = 0; i < 20; i++) {
                assertThat(ask(proxy.addressOf(plan), "hello")).isEqualTo("hello");
            }
            proxy.until("all gone", () -> proxy.connections() == 0);
            assertThat(proxy.counter("listener.l.downstream_cx_total")).isEqualTo(20);
            assertThat(proxy.gauge("listener.l.downstream_cx_active")).isZero();
            assertThat(proxy.counter("listener.l.worker_0.downstream_cx_total")
                            + proxy.counter("listener.l.worker_1.downstream_cx_total"))
                    .isEqualTo(20);
            assertThat(ids).doesNotHaveDuplicates();
        }
    }

    @Test
    void w02_aListenerAddedBeforeTheStartServesAfterIt() throws IOException {
        try (TestProxy proxy = new TestProxy(2)) {
            ListenerPlan plan = proxy.plan(echo());
            Map<String, String> added = new ConcurrentHashMap<>();
            for (ConnectionHandler handler : proxy.handlers()) {
                handler.loop()
                        .dispatcher()
                        .post(() -> handler.addListener(
                                plan,
                                failure -> added.put(Thread.currentThread().getName(), failure.orElse("fine"))));
            }
            assertThat(added).isEmpty();
            proxy.start();
            proxy.until("added by both workers", () -> added.size() == 2);
            assertThat(added).isEqualTo(Map.of("wrk:worker_0", "fine", "wrk:worker_1", "fine"));
            assertThat(ask(proxy.addressOf(plan), "x")).isEqualTo("x");
            assertThat(added.keySet()).containsAll(threads);
        }
    }

    @Test
    void w03_exactBalanceSpreadsConnectionsThatOneWorkerAccepts() throws IOException {
        try (TestProxy proxy = new TestProxy(3).start()) {
            ListenerSpec spec = withSocket(echo(), new ListenerSocketSpec(false, true, 4096, 256, true, false, false));
            ListenerPlan plan = proxy.add(spec);
            List<Socket> open = new ArrayList<>();
            try {
                for (int i = 0; i < 1000; i++) {
                    open.add(connect(proxy.addressOf(plan)));
                }
                proxy.until("all served", () -> proxy.connections() == 1000);
                List<Integer> each = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    int index = i;
                    each.add(proxy.onWorker(
                            index, () -> proxy.handlers().get(index).connections()));
                }
                assertThat(Collections.max(each) - Collections.min(each))
                        .as("%s", each)
                        .isLessThanOrEqualTo(1);
                assertThat(threads).hasSize(3);
            } finally {
                closeAll(open);
            }
            proxy.until("all gone", () -> proxy.connections() == 0);
        }
    }

    @Test
    void w04_aSocketOnItsWayToARemovedListenerIsClosed() throws IOException {
        try (TestProxy proxy = new TestProxy(2).start()) {
            ListenerSpec spec = withLimit(
                    withSocket(echo(), new ListenerSocketSpec(false, true, 4096, 256, true, false, false)), 100);
            ListenerPlan plan = proxy.add(spec);
            long tag = plan.tag();
            proxy.onWorker(1, () -> {
                proxy.handlers().get(1).removeListener(tag, () -> {});
                return true;
            });
            List<Socket> open = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                open.add(connect(proxy.addressOf(plan)));
            }
            int served = 0;
            for (Socket socket : open) {
                served += echoes(socket) ? 1 : 0;
            }
            assertThat(served).as("those that stayed where they were accepted").isBetween(1, 9);
            assertThat(proxy.connections()).isEqualTo(served);
            assertThat(plan.limitInUse()).isEqualTo(served);
            closeAll(open);
            proxy.until("all gone", () -> proxy.connections() == 0 && plan.limitInUse() == 0);
            assertThat(proxy.gauge("listener.l.downstream_cx_active")).isZero();
        }
    }

    @Test
    void w05_theEleventhConnectionIsClosedAndItsPlaceIsFreedWhenOneCloses() throws IOException {
        try (TestProxy proxy = new TestProxy(2).start()) {
            ListenerPlan plan = proxy.add(withLimit(echo(), 10));
            List<Socket> open = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                open.add(connect(proxy.addressOf(plan)));
            }
            proxy.until("ten", () -> proxy.connections() == 10);
            assertThat(endOf(connect(proxy.addressOf(plan)))).isTrue();
            assertThat(proxy.counter("listener.l.downstream_cx_overflow")).isEqualTo(1);
            open.remove(0).close();
            proxy.until("nine", () -> plan.limitInUse() == 9);
            assertThat(ask(proxy.addressOf(plan), "again")).isEqualTo("again");
            closeAll(open);
        }
    }

    @Test
    void theGlobalLimitHoldsForAllListenersButThoseItSpares() throws IOException {
        SharedBudget global = new SharedBudget(1);
        try (TestProxy proxy = new TestProxy(1, LoopOptions.defaults(), global).start()) {
            ListenerPlan plan = proxy.add(echo());
            Socket first = connect(proxy.addressOf(plan));
            proxy.until("served", () -> proxy.connections() == 1);
            assertThat(endOf(connect(proxy.addressOf(plan)))).isTrue();
            assertThat(proxy.counter("listener.l.downstream_global_cx_overflow"))
                    .isEqualTo(1);
            ListenerSpec spared = new ListenerSpec(
                    "spared",
                    "spared",
                    echo().address(),
                    echo().socket(),
                    ImmutableList.of(),
                    echo().chains(),
                    ImmutableList.of(),
                    new ConnectionLimits(1024, Optional.empty(), true, 0, false),
                    echo().drain());
            assertThat(ask(proxy.addressOf(proxy.add(spared)), "x")).isEqualTo("x");
            first.close();
            proxy.until("free", () -> global.inUse() == 0);
            assertThat(ask(proxy.addressOf(plan), "x")).isEqualTo("x");
        }
    }

    @Test
    void rejectedConnectionsAreClosedAtOnce() throws IOException {
        try (TestProxy proxy = new TestProxy(1).start()) {
            ListenerPlan plan = proxy.add(echo());
            proxy.onEach(index -> proxy.handlers().get(index).rejectFraction(1.0));
            assertThat(endOf(connect(proxy.addressOf(plan)))).isTrue();
            assertThat(proxy.counter("listener.l.downstream_cx_overload_reject"))
                    .isEqualTo(1);
            proxy.onEach(index -> proxy.handlers().get(index).rejectFraction(0));
            assertThat(ask(proxy.addressOf(plan), "x")).isEqualTo("x");
        }
    }

    @Test
    void w06_whileAcceptingIsStoppedConnectionsWaitAlsoOfAListenerAddedMeanwhile() throws IOException {
        try (TestProxy proxy = new TestProxy(1).start()) {
            proxy.onEach(index -> proxy.handlers().get(index).pauseListeners(true));
            ListenerPlan plan = proxy.add(echo());
            try (Socket waiting = connect(proxy.addressOf(plan))) {
                waiting.getOutputStream().write('x');
                for (int turn = 0; turn < 10; turn++) {
                    proxy.onEach(index -> {});
                    assertThat(proxy.connections()).isZero();
                }
                proxy.onEach(index -> proxy.handlers().get(index).pauseListeners(false));
                assertThat(waiting.getInputStream().read()).isEqualTo('x');
            }
        }
    }

    @Test
    void w14_theEndOfAWorkerClosesItsConnectionsOnIt() throws IOException {
        Set<String> closedOn = ConcurrentHashMap.newKeySet();
        List<Socket> open = new ArrayList<>();
        try (TestProxy proxy = new TestProxy(2).start()) {
            ListenerPlan plan = proxy.add(TestProxy.listenerSpec(
                    "l", TestFilters.maker(callbacks -> new io.nuncio.proxy.spi.NetworkFilter() {
                        @Override
                        public void onDestroy() {
                            closedOn.add(Thread.currentThread().getName());
                            assertThat(callbacks.clusters().find("none"))
                                    .as("slots can be read")
                                    .isNull();
                        }
                    })));
            for (int i = 0; i < 50; i++) {
                open.add(connect(proxy.addressOf(plan)));
            }
            proxy.until("served", () -> proxy.connections() == 50);
            Set<String> serving = proxy.handlers().stream()
                    .filter(handler ->
                            proxy.onWorker(proxy.handlers().indexOf(handler), () -> handler.connections()) > 0)
                    .map(handler -> "wrk:" + handler.loop().dispatcher().name())
                    .collect(Collectors.toSet());
            proxy.stopWorkers();
            assertThat(closedOn).isEqualTo(serving);
            assertThat(proxy.gauge("listener.l.downstream_cx_active")).isZero();
            for (Socket socket : open) {
                assertThat(endOf(socket)).isTrue();
            }
        }
    }

    @Test
    void aConnectionThatNoChainMatchesIsClosedCountedAndLogged() throws IOException {
        List<String> logged = Collections.synchronizedList(new ArrayList<>());
        AccessLogger logger =
                (info, type) -> logged.add(info.flags() + " " + info.responseCodeDetails() + " " + type.text());
        FilterChainSpec nowhere = TestProxy.chain("nowhere", sourceRange("192.0.2.1"), TestFilters.greet("no"));
        ListenerSpec base = echo();
        ListenerSpec spec = new ListenerSpec(
                "l",
                "l",
                base.address(),
                base.socket(),
                ImmutableList.of(),
                new FilterChainsSpec(ImmutableList.of(nowhere), Optional.empty()),
                ImmutableList.of(new ExtensionSpec("log", "", Opaque.of(logger))),
                base.limits(),
                base.drain());
        try (TestProxy proxy = new TestProxy(1).start()) {
            ListenerPlan plan = proxy.add(spec);
            assertThat(endOf(connect(proxy.addressOf(plan)))).isTrue();
            assertThat(proxy.counter("listener.l.no_filter_chain_match")).isEqualTo(1);
            assertThat(proxy.counter("listener.l.downstream_cx_total")).isZero();
            proxy.until("logged", () -> !logged.isEmpty());
            assertThat(logged).containsExactly("NR filter_chain_not_found NotSet");
        }
    }

    @Test
    void anUpdateInPlaceKeepsTheConnectionsOfUnchangedChains() throws IOException {
        FilterChainSpec kept = TestProxy.chain("kept", sourceRange("127.0.0.1"), TestFilters.echo(connection -> {}));
        FilterChainSpec gone = TestProxy.chain("gone", sourceRange("127.0.0.2"), TestFilters.echo(connection -> {}));
        FilterChainSpec fresh = TestProxy.chain("new", sourceRange("127.0.0.2"), TestFilters.greet("new"));
        try (TestProxy proxy = new TestProxy(2).start()) {
            ListenerPlan plan = proxy.add(withChains(echo(), kept, gone));
            Socket onKept = connect(proxy.addressOf(plan));
            Socket onGone = connectFrom("127.0.0.2", proxy.addressOf(plan));
            proxy.until("served", () -> proxy.connections() == 2);
            ListenerPlan changed = plan.inPlace(withChains(echo(), kept, fresh), null);
            proxy.command(handler -> done -> handler.updateListener(changed, done));
            assertThat(proxy.connections())
                    .as("nobody is closed by the update itself")
                    .isEqualTo(2);
            assertThat(read(connectFrom("127.0.0.2", proxy.addressOf(plan)))).isEqualTo("new");
            proxy.command(handler -> done -> handler.removeFilterChains(plan.tag(), Set.of(gone), done));
            assertThat(endOf(onGone)).isTrue();
            onKept.getOutputStream().write('k');
            assertThat(onKept.getInputStream().read()).isEqualTo('k');
            onKept.close();
        }
    }

    @Test
    void anotherListenerTakesOverTheSocketsWithoutRefusingAnybody() throws Exception {
        try (TestProxy proxy = new TestProxy(2).start()) {
            ListenerPlan first = proxy.add(TestProxy.listenerSpec("l", TestFilters.greet("one")));
            InetSocketAddress address = proxy.addressOf(first);
            assertThat(read(connect(address))).isEqualTo("one");
            ListenerPlan last = first;
            for (int i = 0; i < 20; i++) {
                ListenerPlan next =
                        proxy.plan(TestProxy.listenerSpec("l", TestFilters.greet("update" + i)), first.sockets());
                proxy.add(next);
                long old = last.tag();
                proxy.command(handler -> done -> handler.stopListener(old, done));
                proxy.command(handler -> done -> handler.removeListener(old, done));
                assertThat(read(connect(address))).isEqualTo("update" + i);
                last = next;
            }
            long tag = last.tag();
            proxy.command(handler -> done -> handler.removeListener(tag, done));
            assertThatThrownBy(() -> connect(address)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aUnixSocketIsServedWithItsMode(@TempDir Path dir) throws IOException {
        Path path = dir.resolve("s.sock");
        ListenerSpec base = echo();
        ListenerSpec spec = new ListenerSpec(
                "l",
                "l",
                new Address.Pipe(path.toString(), 0640),
                base.socket(),
                ImmutableList.of(),
                base.chains(),
                ImmutableList.of(),
                base.limits(),
                base.drain());
        try (TestProxy proxy = new TestProxy(2).start()) {
            proxy.add(spec);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-r-----");
            // Both stay open: a connection that has gone no longer counts, and then any worker has fewest.
            try (SocketChannel first = SocketChannel.open(UnixDomainSocketAddress.of(path));
                    SocketChannel second = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                assertThat(echoed(first)).isEqualTo("unix");
                assertThat(echoed(second)).isEqualTo("unix");
            }
            assertThat(threads).as("the one acceptor spreads them").hasSize(2);
        }
    }

    private static String echoed(SocketChannel client) throws IOException {
        client.write(ByteBuffer.wrap("unix".getBytes(StandardCharsets.US_ASCII)));
        ByteBuffer in = ByteBuffer.allocate(4);
        while (in.hasRemaining() && client.read(in) >= 0) {}
        return new String(in.array(), StandardCharsets.US_ASCII);
    }

    @Test
    void anAddressInUseIsToldOnMain() throws IOException {
        try (TestProxy proxy = new TestProxy(1).start()) {
            InetSocketAddress taken = proxy.addressOf(proxy.add(echo()));
            ListenerSocketSpec alone = new ListenerSocketSpec(false, true, 1, 1, false, false, false);
            assertThatThrownBy(() -> ListenSockets.open(new Address.Socket("127.0.0.1", taken.getPort()), alone))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Address already in use");
        }
    }
}
