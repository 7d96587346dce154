package io.nuncio.control.assemble;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.nuncio.control.dump.ResourceDump;
import io.nuncio.control.publish.HandStage;
import io.nuncio.control.publish.ListenerPublisher;
import io.nuncio.control.publish.PublishedListener;
import io.nuncio.control.translate.RoutesWanted;
import io.nuncio.control.translate.TestListener;
import io.nuncio.proxy.spec.listener.ListenerSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListenerAssemblyTest {

    private static final long DRAIN_MS = 5_000;
    private static final int WORKERS = 2;

    private final HandStage stage = new HandStage();
    private final List<Runnable> waiting = new ArrayList<>();
    private boolean atOnce = true;
    private final ListenerAssembly assembly = stage.main.asCurrent(() -> new ListenerAssembly(
            stage.main.dispatcher(),
            new ListenerPublisher(stage.main.dispatcher(), stage.slots, stage.workers(), stage.stats),
            this::await,
            new ListenerManagerStats(stage.stats),
            DRAIN_MS));

    @AfterEach
    void close() {
        stage.main.asCurrent(assembly::close);
        stage.close();
    }

    @Test
    void beforeTheWorkersStartNothingReachesThem() {
        apply("1", listener("a"), listener("b"));
        apply("2", listener("a").with("tcp_backlog_size: 7"), listener("b"));
        assertThat(stage.told()).isEmpty();
        List<String> started = new ArrayList<>();
        stage.main.asCurrent(() -> assembly.startWorkers(() -> started.add("started")));
        assertThat(started).isEmpty();
        stage.drain();
        assertThat(started).containsExactly("started");
        assertThat(stage.told()).containsExactly("add a #3", "add b #2");
        assertThat(stage.gauge("listener_manager.workers_started")).isEqualTo(1);
        assertThat(stage.counter("listener_manager.listener_create_success")).isEqualTo(2 * WORKERS);
        assertThat(stage.counter("listener_manager.listener_added")).isEqualTo(2);
        assertThat(stage.counter("listener_manager.listener_modified")).isEqualTo(1);
        assertThat(stage.gauge("listener_manager.total_listeners_active")).isEqualTo(2);
    }

    @Test
    void withoutListenersTheWorkersStartAllTheSame() {
        start();
        assertThat(stage.gauge("listener_manager.workers_started")).isEqualTo(1);
    }

    @Test
    void w10_whatIsTheSameIsNotReadAgain() {
        start();
        TestListener listener = listener("a");
        apply("1", listener);
        Outcome outcome = apply("2", listener);
        assertThat(outcome).isEqualTo(new Outcome(0, 1, 0, ImmutableList.of()));
        assertThat(listener.extensions().events).containsExactly("made echo");
        assertThat(dump().version()).isEqualTo("2");
        assertThat(dump().dynamic().getFirst().active().orElseThrow().version()).isEqualTo("1");
    }

    @Test
    void theNewListenerIsAddedBeforeTheOldOneDrains() {
        start();
        TestListener old = listener("a");
        apply("1", old);
        stage.drain();
        stage.told();
        apply("2", listener("a").with("tcp_backlog_size: 7"));
        stage.drain();
        assertThat(stage.told()).containsExactly("add a #2", "stop #1", "drain #1");
        assertThat(stage.gauge("listener_manager.total_listeners_draining")).isEqualTo(1);
        assertThat(dump().dynamic().getFirst().draining()).hasSize(1);
        stage.advance(Duration.ofMillis(DRAIN_MS - 1));
        assertThat(stage.told()).isEmpty();
        assertThat(old.extensions().events).containsExactly("made echo");
        stage.advance(Duration.ofMillis(1));
        assertThat(stage.told()).containsExactly("remove #1");
        assertThat(old.extensions().events).containsExactly("made echo", "closed echo");
        assertThat(stage.gauge("listener_manager.total_listeners_draining")).isZero();
        assertThat(dump().dynamic().getFirst().draining()).isEmpty();
    }

    @Test
    void aListenerIsKeptUntilEveryWorkerHasRemovedIt() {
        start();
        TestListener listener = listener("a");
        apply("1", listener);
        stage.drain();
        apply("2");
        stage.drain();
        stage.time.advance(Duration.ofMillis(DRAIN_MS));
        stage.main.runUntilIdle();
        stage.ports.getFirst().loop.runUntilIdle();
        stage.main.runUntilIdle();
        assertThat(listener.extensions().events).containsExactly("made echo");
        stage.drain();
        assertThat(listener.extensions().events).containsExactly("made echo", "closed echo");
        assertThat(stage.counter("listener_manager.listener_removed")).isEqualTo(1);
    }

    @Test
    void onlyFilterChainsAreChangedInPlaceAndThoseThatLeaveAreClosedAfterTheDrainTime() {
        start();
        apply("1", chains("c1", 1, "c2", 2));
        stage.drain();
        stage.told();
        apply("2", chains("c2", 2, "c3", 3));
        stage.drain();
        assertThat(stage.told()).containsExactly("update a #1", "drain chains #1");
        assertThat(stage.counter("listener_manager.listener_create_success")).isEqualTo(2 * WORKERS);
        assertThat(stage.counter("listener_manager.listener_in_place_updated")).isEqualTo(1);
        assertThat(stage.counter("listener_manager.listener_modified")).isEqualTo(1);
        assertThat(stage.gauge("listener_manager.total_filter_chains_draining")).isEqualTo(1);
        assertThat(stage.gauge("listener_manager.total_listeners_draining")).isZero();
        stage.advance(Duration.ofMillis(DRAIN_MS));
        assertThat(stage.told()).containsExactly("remove chains #1 [c1]");
        assertThat(stage.gauge("listener_manager.total_filter_chains_draining")).isZero();
    }

    @Test
    void aChainThatLeavesIsClosedInAllTheVersionsThatConnectionsWereBornWith() {
        start();
        apply("1", chains("c1", 1, "c2", 2));
        apply("2", chains("c1", 1, "c3", 3));
        apply("3", chains("c3", 3, "c4", 4));
        stage.drain();
        stage.told();
        stage.advance(Duration.ofMillis(DRAIN_MS));
        assertThat(stage.told()).containsExactly("remove chains #1 [c2]", "remove chains #1 [c1, c1]");
    }

    @Test
    void w10_anUpdateInPlaceThatIsTakenBackWhileItWarmsLeavesTheStatsAlone() {
        start();
        apply("1", chains("c1", 1, "c2", 2));
        stage.drain();
        stage.stats.counter("listener.127.0.0.1_0.downstream_cx_total").inc();
        atOnce = false;
        apply("2", chains("c1", 1, "c3", 3));
        assertThat(stage.gauge("listener_manager.total_listeners_warming")).isEqualTo(1);
        assertThat(dump().dynamic().getFirst().warming().orElseThrow().version())
                .isEqualTo("2");
        Outcome outcome = apply("3", chains("c1", 1, "c2", 2));
        assertThat(outcome.changed()).isEqualTo(1);
        assertThat(stage.gauge("listener_manager.total_listeners_warming")).isZero();
        assertThat(waiting).as("nobody waits any more").isEmpty();
        stage.drain();
        List<Long> values = new ArrayList<>();
        stage.stats.forEachCounter(counter -> {
            if (counter.name().equals("listener.127.0.0.1_0.downstream_cx_destroy")) {
                values.add(counter.value());
            }
        });
        assertThat(values).hasSize(1);
    }

    @Test
    void aListenerThatWarmsReachesTheWorkersWhenItIsReady() {
        start();
        atOnce = false;
        apply("1", listener("a"));
        stage.drain();
        assertThat(stage.told()).isEmpty();
        Runnable first = waiting.getFirst();
        apply("2", listener("a").with("tcp_backlog_size: 7"));
        stage.main.asCurrent(first);
        stage.drain();
        assertThat(stage.told())
                .as("the first one was replaced while it warmed")
                .isEmpty();
        stage.main.asCurrent(waiting.getFirst());
        stage.drain();
        assertThat(stage.told()).containsExactly("add a #2");
        assertThat(stage.counter("listener_manager.listener_added")).isEqualTo(1);
        assertThat(stage.counter("listener_manager.listener_modified")).isEqualTo(1);
    }

    @Test
    void whatTheBootstrapBringsCannotBeChangedOrRemoved() {
        stage.main.asCurrent(() ->
                assembly.apply(Update.fixed(0, ImmutableList.of(listener("a").candidate()))));
        start();
        stage.told();
        assertThat(apply("1", listener("a").with("tcp_backlog_size: 7")).same()).isEqualTo(1);
        assertThat(apply("2").removed()).isZero();
        stage.drain();
        assertThat(stage.told()).isEmpty();
        assertThat(dump().fixed()).hasSize(1);
        assertThat(dump().dynamic()).isEmpty();
    }

    @Test
    void aBadListenerIsRefusedAloneAndTheOldOneGoesOn() {
        start();
        apply("1", listener("a"), listener("b"));
        stage.drain();
        stage.told();
        Outcome outcome = apply("2", listener("a").chains(""), listener("b"), listener("c"));
        stage.drain();
        assertThat(outcome.accepted()).isFalse();
        assertThat(outcome.reasons()).isEqualTo("a: filter_chains: a listener needs at least one filter chain");
        assertThat(outcome.changed()).isEqualTo(1);
        assertThat(stage.told()).containsExactly("add c #3");
        assertThat(dump().version()).isEqualTo("1");
        ResourceDump.Dynamic a = dump().dynamic().getFirst();
        assertThat(a.active().orElseThrow().version()).isEqualTo("1");
        assertThat(a.error().orElseThrow().version()).isEqualTo("2");
        apply("3", listener("a"), listener("b"), listener("c"));
        assertThat(dump().dynamic().getFirst().error()).isEmpty();
    }

    @Test
    void twoListenersOfOneNameInOneUpdateAreAnErrorAfterTheFirstWasTaken() {
        start();
        Outcome outcome = apply("1", listener("a"), listener("a"));
        assertThat(outcome.changed()).isEqualTo(1);
        assertThat(outcome.reasons()).isEqualTo("a: name: stands twice in one update");
    }

    @Test
    void anAddressIsOneListenersUnlessItGoesInTheSameUpdate() throws IOException {
        start();
        int port = freePort();
        apply("1", listener("a").port(port));
        Outcome outcome = apply("2", listener("a").port(port), listener("b").port(port));
        assertThat(outcome.reasons()).contains("b: address: the listener 'a' has the address");
        assertThat(apply("3", listener("b").port(port)).accepted()).isTrue();
        stage.drain();
        List<PublishedListener> active = stage.main.asCurrent(assembly::active);
        assertThat(active).extracting(each -> each.spec().name()).containsExactly("b");
        assertThat(((InetSocketAddress) active.getFirst().localAddress()).getPort())
                .isEqualTo(port);
    }

    @Test
    void anAddressThatCannotBeBoundIsAnError() throws IOException {
        start();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            Outcome outcome = apply("1", listener("a").port(taken.getLocalPort()));
            assertThat(outcome.reasons()).startsWith("a: address: cannot bind 127.0.0.1:" + taken.getLocalPort());
        }
        assertThat(stage.gauge("listener_manager.total_listeners_active")).isZero();
    }

    @Test
    void w10_reusePortCannotBeChanged() {
        start();
        apply("1", listener("a"));
        assertThat(apply("2", listener("a").with("enable_reuse_port: false")).reasons())
                .isEqualTo("a: enable_reuse_port: cannot be changed by an update");
    }

    @Test
    void aListenerThatSomeWorkerCannotServeGoes() {
        start();
        stage.ports.getLast().failure = Optional.of("too many open files");
        apply("1", listener("a"));
        stage.drain();
        assertThat(stage.counter("listener_manager.listener_create_failure")).isEqualTo(1);
        assertThat(stage.counter("listener_manager.listener_create_success")).isEqualTo(1);
        assertThat(stage.gauge("listener_manager.total_listeners_active")).isZero();
        assertThat(dump().dynamic().getFirst().error().orElseThrow().details()).contains("too many open files");
        stage.advance(Duration.ofMillis(DRAIN_MS));
        assertThat(stage.ports.getFirst().listeners).isEmpty();
    }

    @Test
    void listenersThatWereStoppedAcceptNoMoreAndNoneOfTheirKindIsTaken() {
        start();
        apply("1", listener("a").with("traffic_direction: INBOUND"), listener("b"));
        stage.drain();
        stage.told();
        List<String> done = new ArrayList<>();
        stage.main.asCurrent(() -> assembly.stopListeners(
                spec -> spec.drain().direction() == ListenerSpec.Direction.INBOUND, () -> done.add("done")));
        stage.drain();
        assertThat(stage.told()).containsExactly("stop #1");
        assertThat(done).containsExactly("done");
        assertThat(stage.counter("listener_manager.listener_stopped")).isEqualTo(1);
        Outcome outcome = apply(
                "2",
                listener("a").with("traffic_direction: INBOUND"),
                listener("b"),
                listener("c").with("traffic_direction: INBOUND"),
                listener("d"));
        stage.drain();
        assertThat(outcome.changed()).isEqualTo(1);
        assertThat(stage.told()).containsExactly("add d #3");
    }

    private static TestListener listener(String name) {
        return new TestListener().name(name).port(0);
    }

    private static TestListener chains(String first, int firstPort, String second, int secondPort) {
        return listener("a")
                .chains("filter_chains: [" + TestListener.echoChain(first, firstPort) + ", "
                        + TestListener.echoChain(second, secondPort) + "]");
    }

    private void start() {
        stage.main.asCurrent(() -> assembly.startWorkers(() -> {}));
        stage.drain();
    }

    private Outcome apply(String version, TestListener... listeners) {
        return stage.main.asCurrent(() -> assembly.apply(Update.whole(
                version,
                stage.time.wallClockMs(),
                Stream.of(listeners).map(TestListener::candidate).collect(ImmutableList.toImmutableList()))));
    }

    private ResourceDump dump() {
        return stage.main.asCurrent(assembly::dump);
    }

    private Runnable await(ImmutableList<RoutesWanted> routes, Runnable ready) {
        if (atOnce) {
            ready.run();
            return () -> {};
        }
        waiting.add(ready);
        return () -> waiting.remove(ready);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
