package io.nuncio.control.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import io.nuncio.control.translate.Closers;
import io.nuncio.proxy.spec.Address;
import io.nuncio.proxy.spec.cluster.CircuitBreakersSpec;
import io.nuncio.proxy.spec.cluster.ClusterSpec;
import io.nuncio.proxy.spec.cluster.HostSetSpec;
import io.nuncio.proxy.spec.cluster.HostSpec;
import io.nuncio.proxy.spec.cluster.LoadBalancingSpec;
import io.nuncio.proxy.spec.cluster.UpstreamHttpSpec;
import io.nuncio.proxy.upstream.ClusterMap;
import io.nuncio.proxy.upstream.HostSet;
import io.nuncio.proxy.upstream.SharedCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PublisherTest {

    private final HandStage stage = new HandStage();
    private final Publisher publisher = stage.main.asCurrent(
            () -> new Publisher(stage.slots, stage.map, stage.workers(), stage.stats, stage.stats));
    private final List<String> closed = new ArrayList<>();

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void aWorkerSeesAClusterWithItsHostsAtOnceAndIsToldThatTheMapChanged() {
        stage.drain();
        onMain(() -> publisher.putCluster(spec("a", "1"), hosts(1), closers("a1")));
        assertThat(onWorker(() -> map().clusters())).isEmpty();
        stage.drain();
        assertThat(stage.told()).containsExactly("clusters");
        assertThat(onWorker(() -> hostsOf("a").all())).hasSize(1);
    }

    @Test
    void aClusterThatIsReplacedIsClosedWhenEachWorkerHasTheNewOne() {
        onMain(() -> publisher.putCluster(spec("a", "1"), hosts(1), closers("a1")));
        stage.drain();
        onMain(() -> publisher.putCluster(spec("a", "2"), hosts(2), closers("a2")));
        stage.ports.getFirst().loop.runUntilIdle();
        stage.main.runUntilIdle();
        assertThat(closed).as("the second worker has the old one still").isEmpty();
        stage.drain();
        assertThat(closed).containsExactly("a1");
        assertThat(onWorker(() -> hostsOf("a").all())).hasSize(2);
        onMain(() -> publisher.removeCluster("a"));
        stage.drain();
        assertThat(closed).containsExactly("a1", "a2");
        assertThat(onWorker(() -> map().clusters())).isEmpty();
    }

    @Test
    void changesMadeTogetherAreOneMessageAndOneMap() {
        stage.drain();
        onMain(() -> publisher.together(() -> {
            publisher.putCluster(spec("a", "1"), hosts(1), closers("a1"));
            publisher.putCluster(spec("b", "1"), hosts(1), closers("b1"));
            publisher.removeCluster("a");
        }));
        stage.drain();
        assertThat(stage.told()).containsExactly("clusters");
        assertThat(onWorker(() -> List.copyOf(map().clusters().keySet()))).containsExactly("b");
        assertThat(closed).containsExactly("a1");
    }

    @Test
    void newHostsKeepTheCluster() {
        onMain(() -> publisher.putCluster(spec("a", "1"), hosts(1), closers("a1")));
        stage.drain();
        SharedCluster before =
                onWorker(() -> Objects.requireNonNull(map().clusters().get("a")));
        stage.told();
        onMain(() -> publisher.putHosts("a", hosts(3)));
        stage.drain();
        assertThat(onWorker(() -> Objects.requireNonNull(map().clusters().get("a"))))
                .isSameAs(before);
        assertThat(onWorker(() -> hostsOf("a").all())).hasSize(3);
        assertThat(stage.told())
                .as("pools of hosts that left are to be drained")
                .containsExactly("clusters");
        assertThatThrownBy(() -> onMain(() -> publisher.putHosts("b", hosts(1))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Two clusters always have as many hosts as each other; nobody ever sees it otherwise. */
    @Test
    void aStormOfChangesIsSeenConsistently() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        onMain(() -> both(1));
        stage.drain();
        for (int i = 0; i < 2_000; i++) {
            int count = 1 + random.nextInt(5);
            boolean whole = random.nextBoolean();
            onMain(() -> publisher.together(() -> {
                if (whole) {
                    both(count);
                } else {
                    publisher.putHosts("a", hosts(count));
                    publisher.putHosts("b", hosts(count));
                }
            }));
            for (HandStage.HandPort port : stage.ports) {
                if (random.nextInt(3) == 0) {
                    port.loop.runUntilIdle();
                }
                port.loop.asCurrent(() -> {
                    assertThat(hostsOf("a").all())
                            .as("seed %d", seed)
                            .hasSameSizeAs(hostsOf("b").all());
                });
            }
            if (random.nextInt(4) == 0) {
                stage.main.runUntilIdle();
            }
        }
        stage.drain();
        onMain(() -> {
            publisher.removeCluster("a");
            publisher.removeCluster("b");
        });
        stage.drain();
        assertThat(stage.main.asCurrent(() -> stage.slots.generations().live()))
                .as("seed %d", seed)
                .isZero();
    }

    private void both(int count) {
        publisher.putCluster(spec("a", "1"), hosts(count), closers("a"));
        publisher.putCluster(spec("b", "1"), hosts(count), closers("b"));
    }

    private void onMain(Runnable action) {
        stage.main.asCurrent(action);
    }

    private <R> R onWorker(java.util.function.Supplier<R> question) {
        return stage.ports.getFirst().loop.asCurrent(question);
    }

    private ClusterMap map() {
        ClusterMap map = stage.map.getOrNull();
        return map == null ? ClusterMap.EMPTY : map;
    }

    private HostSet hostsOf(String cluster) {
        return Objects.requireNonNull(map().clusters().get(cluster)).hosts().get();
    }

    private Closers closers(String name) {
        Closers closers = new Closers();
        closers.add(() -> closed.add(name));
        return closers;
    }

    private static ClusterSpec spec(String name, String hash) {
        return new ClusterSpec(
                name,
                name,
                hash,
                ClusterSpec.Discovery.STATIC,
                ClusterSpec.CONNECT_TIMEOUT_DEFAULT_MS,
                0,
                LoadBalancingSpec.DEFAULT,
                CircuitBreakersSpec.DEFAULT,
                UpstreamHttpSpec.DEFAULT,
                Optional.empty());
    }

    private static HostSetSpec hosts(int count) {
        ImmutableList.Builder<HostSpec> hosts = ImmutableList.builder();
        for (int i = 0; i < count; i++) {
            hosts.add(new HostSpec(
                    new Address.Socket("127.0.0.1", 1 + i), "", 1, 0, HostSpec.Locality.NONE, HostSpec.Health.HEALTHY));
        }
        return new HostSetSpec(hosts.build(), HostSetSpec.OVERPROVISIONING_DEFAULT_PERCENT);
    }
}
