package io.nuncio.control.assemble;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.nuncio.control.dump.ResourceDump;
import io.nuncio.control.publish.HandStage;
import io.nuncio.control.publish.Publisher;
import io.nuncio.control.translate.Candidate;
import io.nuncio.control.translate.TestExtensions;
import io.nuncio.control.translate.cluster.ClusterTranslator;
import io.nuncio.proxy.spec.cluster.ConfiguredCluster;
import io.nuncio.proxy.spec.cluster.HostSetSpec;
import io.nuncio.proxy.upstream.SharedCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterAssemblyTest {

    private final HandStage stage = new HandStage();
    private final Publisher publisher = stage.main.asCurrent(
            () -> new Publisher(stage.slots, stage.map, stage.workers(), stage.stats, stage.stats));
    private final Map<String, Consumer<HostSetSpec>> searches = new LinkedHashMap<>();
    private final ClusterAssembly assembly =
            new ClusterAssembly(publisher, this::search, new ClusterManagerStats(stage.stats));
    private boolean found = true;

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void clustersAreAddedChangedAndRemovedByName() {
        assertThat(apply("1", cluster("a", 1), cluster("b", 1)).changed()).isEqualTo(2);
        assertThat(apply("2", cluster("a", 2), cluster("b", 1))).isEqualTo(new Outcome(1, 1, 0, ImmutableList.of()));
        assertThat(apply("3", cluster("b", 1)).removed()).isEqualTo(1);
        assertThat(published()).containsExactly("b");
        assertThat(stage.counter("cluster_manager.cluster_added")).isEqualTo(2);
        assertThat(stage.counter("cluster_manager.cluster_modified")).isEqualTo(1);
        assertThat(stage.counter("cluster_manager.cluster_removed")).isEqualTo(1);
        assertThat(stage.gauge("cluster_manager.active_clusters")).isEqualTo(1);
        assertThat(dump().version()).isEqualTo("3");
    }

    @Test
    void oneUpdateIsOneMessageToAWorker() {
        stage.drain();
        stage.told();
        apply("1", cluster("a", 1), cluster("b", 1), cluster("c", 1));
        stage.drain();
        assertThat(stage.told()).containsExactly("clusters");
        apply("2", cluster("a", 1), cluster("b", 1), cluster("c", 1));
        stage.drain();
        assertThat(stage.told()).as("nothing has changed").isEmpty();
    }

    @Test
    void aClusterWarmsUntilItHasHostsWhileTheOldOneServes() {
        apply("1", cluster("a", 1));
        found = false;
        apply("2", cluster("a", 2));
        assertThat(timeouts()).containsExactly(1_000L);
        assertThat(stage.gauge("cluster_manager.warming_clusters")).isEqualTo(1);
        assertThat(dump().dynamic().getFirst().warming().orElseThrow().version())
                .isEqualTo("2");
        List<String> warm = new ArrayList<>();
        stage.main.asCurrent(() -> assembly.whenWarm(() -> warm.add("warm")));
        assertThat(warm).isEmpty();
        find("a 2s");
        assertThat(warm).containsExactly("warm");
        assertThat(timeouts()).containsExactly(2_000L);
        assertThat(stage.gauge("cluster_manager.warming_clusters")).isZero();
    }

    @Test
    void w10_goingBackWhileWarmingDropsWhatWarms() {
        apply("1", cluster("a", 1));
        found = false;
        apply("2", cluster("a", 2));
        assertThat(apply("3", cluster("a", 1)).changed()).isEqualTo(1);
        assertThat(stage.gauge("cluster_manager.warming_clusters")).isZero();
        assertThat(stage.counter("cluster_manager.cluster_modified")).isEqualTo(2);
        assertThat(searches).as("nobody looks any more").doesNotContainKey("a 2s");
        assertThat(timeouts()).containsExactly(1_000L);
    }

    @Test
    void newHostsOfAnActiveClusterKeepIt() {
        apply("1", cluster("a", 1));
        SharedCluster before = clusters().getFirst();
        find("a 1s");
        assertThat(clusters().getFirst()).isSameAs(before);
    }

    @Test
    void whatTheBootstrapBringsCannotBeChangedOrRemoved() {
        stage.main.asCurrent(() -> assembly.apply(Update.fixed(0, ImmutableList.of(cluster("a", 1)))));
        assertThat(apply("1", cluster("a", 2)).same()).isEqualTo(1);
        assertThat(apply("2").removed()).isZero();
        assertThat(timeouts()).containsExactly(1_000L);
        assertThat(dump().fixed()).hasSize(1);
    }

    @Test
    void aBadClusterIsRefusedAloneAndTheOldOneGoesOn() {
        apply("1", cluster("a", 1));
        Outcome outcome = apply("2", read("{name: a, lb_policy: MAGLEV}"), cluster("b", 1));
        assertThat(outcome.reasons()).startsWith("a: lb_policy: ");
        assertThat(published()).containsExactly("a", "b");
        assertThat(dump().version()).isEqualTo("1");
        assertThat(dump().dynamic().getFirst().error().orElseThrow().version()).isEqualTo("2");
        apply("3");
        assertThat(dump().dynamic()).isEmpty();
    }

    @Test
    void twoClustersOfOneNameInOneUpdateAreAnErrorAfterTheFirstWasTaken() {
        Outcome outcome = apply("1", cluster("a", 1), cluster("a", 2));
        assertThat(outcome.changed()).isEqualTo(1);
        assertThat(outcome.reasons()).isEqualTo("a: name: stands twice in one update");
        assertThat(timeouts()).containsExactly(1_000L);
    }

    private Runnable search(ConfiguredCluster cluster, Consumer<HostSetSpec> hosts) {
        String key = cluster.cluster().name() + " "
                + Duration.ofMillis(cluster.cluster().connectTimeoutMs()).toSeconds() + "s";
        searches.put(key, hosts);
        if (found) {
            hosts.accept(HostSetSpec.EMPTY);
        }
        return () -> searches.remove(key);
    }

    private void find(String key) {
        Consumer<HostSetSpec> search = java.util.Objects.requireNonNull(searches.get(key));
        stage.main.asCurrent(() -> search.accept(HostSetSpec.EMPTY));
    }

    private ImmutableList<SharedCluster> clusters() {
        return stage.main.asCurrent(publisher::clusters);
    }

    private List<String> published() {
        return clusters().stream().map(cluster -> cluster.spec().name()).toList();
    }

    private List<Long> timeouts() {
        return clusters().stream()
                .map(cluster -> cluster.spec().connectTimeoutMs())
                .toList();
    }

    private ResourceDump dump() {
        return stage.main.asCurrent(assembly::dump);
    }

    @SafeVarargs // only read
    @SuppressWarnings("varargs")
    private final Outcome apply(String version, Candidate<ConfiguredCluster>... clusters) {
        return stage.main.asCurrent(() ->
                assembly.apply(Update.whole(version, 1, Stream.of(clusters).collect(ImmutableList.toImmutableList()))));
    }

    private static Candidate<ConfiguredCluster> cluster(String name, int connectTimeoutS) {
        return read("{name: " + name + ", connect_timeout: " + connectTimeoutS + "s}");
    }

    private static Candidate<ConfiguredCluster> read(String yaml) {
        var loaded = io.nuncio.control.load.ConfigLoader.text(
                "test",
                io.nuncio.control.load.Format.YAML,
                yaml,
                Cluster.getDefaultInstance(),
                io.nuncio.control.load.UnknownFields.REFUSE);
        assertThat(loaded.errors()).isEmpty();
        return ClusterTranslator.candidate(
                ((io.nuncio.control.load.Loaded.Accepted<Cluster>) loaded).message(),
                "",
                new TestExtensions().ground());
    }
}
