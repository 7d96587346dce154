package io.nuncio.control.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.nuncio.control.load.ConfigLoader;
import io.nuncio.control.load.Format;
import io.nuncio.control.load.Loaded;
import io.nuncio.control.load.UnknownFields;
import io.nuncio.control.publish.HandStage;
import io.nuncio.control.translate.Problem;
import io.nuncio.control.translate.TestExtensions;
import io.nuncio.control.translate.bootstrap.BootstrapTranslator;
import io.nuncio.control.translate.bootstrap.StaticConfiguration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole road, from a bootstrap and its files to what the workers are told. */
class ConfigRoadTest {

    private static final String CHAINS = "filter_chains: [{filters: [{name: echo, typed_config:"
            + " {'@type': type.googleapis.com/envoy.extensions.filters.network.echo.v3.Echo}}]}]";

    private final HandStage stage = new HandStage();
    private final ConfigRoad road = stage.main.asCurrent(() -> new ConfigRoad(new ConfigRoad.Setting(
            stage.main.dispatcher(),
            stage.slots,
            stage.map,
            stage.workers(),
            stage.stats,
            stage.stats,
            new ConfigRoad.Options(ConfigRoad.Options.DRAIN_DEFAULT_MS, UnknownFields.REFUSE))));
    private final List<String> serving = new ArrayList<>();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        stage.main.asCurrent(road::close);
        stage.close();
    }

    @Test
    void theBootstrapIsTheFirstUpdateAndAFileTheSecond() throws IOException {
        write("lds.yaml", listener("b"));
        write("cds.yaml", cluster("d"));
        assertThat(start("{name: s}", "{name: a, " + address(0) + ", " + CHAINS + "}"))
                .isEmpty();
        assertThat(serving).isEmpty();
        stage.drain();
        assertThat(serving).containsExactly("serving");
        assertThat(stage.told()).containsExactly("clusters", "clusters", "add a #1", "add b #2");
        assertThat(clusters()).containsExactly("d", "s");
        assertThat(stage.counter("cluster_manager.cds.update_success")).isEqualTo(1);
        assertThat(stage.counter("cluster_manager.cds.config_reload")).isEqualTo(1);
        assertThat(stage.counter("listener_manager.lds.update_success")).isEqualTo(1);
    }

    @Test
    void aFileThatIsMovedToItsPlaceReachesTheWorkers() throws IOException {
        write("lds.yaml", "");
        write("cds.yaml", cluster("d"));
        start("{name: s}", "");
        stage.drain();
        write("new", cluster("e"));
        Files.move(directory.resolve("new"), directory.resolve("cds.yaml"), StandardCopyOption.ATOMIC_MOVE);
        Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(10))
                .until(() -> {
                    stage.advance(Duration.ofMillis(FileSubscription.SETTLE_MS));
                    return clusters().contains("e");
                });
        assertThat(clusters()).containsExactly("e", "s");
    }

    @Test
    void theHostsOfAClusterComeOutOfAFileAndFollowIt() throws IOException {
        write("lds.yaml", "");
        write("cds.yaml", "");
        write("eds.yaml", assignment("10.0.0.1"));
        assertThat(start(edsCluster(), "")).isEmpty();
        stage.drain();
        assertThat(hosts()).containsExactly("10.0.0.1:80");
        assertThat(stage.counter("cluster.s.update_success")).isEqualTo(1);
        write("new", assignment("10.0.0.2"));
        Files.move(directory.resolve("new"), directory.resolve("eds.yaml"), StandardCopyOption.ATOMIC_MOVE);
        Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(10))
                .until(() -> {
                    stage.advance(Duration.ofMillis(FileSubscription.SETTLE_MS));
                    return hosts().contains("10.0.0.2:80");
                });
        assertThat(hosts()).containsExactly("10.0.0.2:80");
        assertThat(stage.counter("cluster.s.membership_change")).isEqualTo(2);
    }

    @Test
    void aFileOfHostsThatIsBrokenAtTheStartLeavesAClusterWithoutHosts() throws IOException {
        write("lds.yaml", listener("b"));
        write("cds.yaml", "");
        write("eds.yaml", assignment("10.0.0.1") + assignment("10.0.0.2"));
        assertThat(start(edsCluster(), "")).isEmpty();
        stage.drain();
        assertThat(hosts()).isEmpty();
        assertThat(serving).containsExactly("serving");
        assertThat(stage.counter("cluster.s.update_rejected")).isEqualTo(1);
    }

    @Test
    void aFileOfHostsThatIsNotThereIsAnErrorOfItsCluster() throws IOException {
        write("lds.yaml", "");
        write("cds.yaml", "");
        assertThat(start(edsCluster(), ""))
                .extracting(Problem::path)
                .containsExactly("cluster 's' eds_cluster_config.eds_config.path_config_source.path");
    }

    @Test
    void aBrokenFileAtTheStartKeepsNobodyFromServing() throws IOException {
        write("lds.yaml", listener("b") + "- broken: [");
        write("cds.yaml", cluster("d"));
        assertThat(start("{name: s}", "{name: a, " + address(0) + ", " + CHAINS + "}"))
                .isEmpty();
        stage.drain();
        assertThat(serving).containsExactly("serving");
        assertThat(stage.counter("listener_manager.lds.update_failure")).isEqualTo(1);
        assertThat(road.sources().getLast().failure()).isPresent();
        assertThat(stage.told()).contains("add a #1").doesNotContain("add b #2");
    }

    @Test
    void aListenerOfTheBootstrapThatCannotBindIsAnError() throws IOException {
        write("lds.yaml", "");
        write("cds.yaml", "");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            ImmutableList<Problem> problems =
                    start("{name: s}", "{name: a, " + address(taken.getLocalPort()) + ", " + CHAINS + "}");
            assertThat(problems).hasSize(1);
            assertThat(problems.getFirst().path()).isEqualTo("listener 'a' address");
            stage.drain();
            assertThat(serving).isEmpty();
        }
    }

    @Test
    void aFileThatIsNotThereIsAnError() {
        assertThat(start("{name: s}", ""))
                .extracting(Problem::path)
                .containsExactly(
                        "dynamic_resources.lds_config.path_config_source.path",
                        "dynamic_resources.cds_config.path_config_source.path");
    }

    private ImmutableList<Problem> start(String cluster, String listener) {
        String yaml = "{node: {id: n1, cluster: c1}, dynamic_resources: {lds_config: {path_config_source: {path: "
                + directory.resolve("lds.yaml") + "}}, cds_config: {path_config_source: {path: "
                + directory.resolve("cds.yaml") + "}}}, static_resources: {clusters: [" + cluster + "], listeners: ["
                + listener + "]}}";
        Loaded<Bootstrap> loaded =
                ConfigLoader.text("test", Format.YAML, yaml, Bootstrap.getDefaultInstance(), UnknownFields.REFUSE);
        assertThat(loaded.errors()).isEmpty();
        StaticConfiguration configuration = BootstrapTranslator.translate(
                ((Loaded.Accepted<Bootstrap>) loaded).message(), new TestExtensions().ground());
        return stage.main.asCurrent(() -> road.start(configuration, () -> serving.add("serving")));
    }

    private String edsCluster() {
        return "{name: s, type: EDS, eds_cluster_config: {eds_config: {path_config_source: {path: "
                + directory.resolve("eds.yaml") + "}}}}";
    }

    private static String assignment(String address) {
        return "- {'@type': type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment, cluster_name: s,"
                + " endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: " + address
                + ", port_value: 80}}}}]}]}\n";
    }

    private List<String> hosts() {
        return stage.ports
                .getFirst()
                .loop
                .asCurrent(() ->
                        java.util.Objects.requireNonNull(
                                        stage.map.get().clusters().get("s"))
                                .hosts()
                                .get()
                                .all()
                                .stream()
                                .map(host -> host.spec().address().text())
                                .toList());
    }

    private Set<String> clusters() {
        return stage.ports
                .getFirst()
                .loop
                .asCurrent(
                        () -> new java.util.TreeSet<>(stage.map.get().clusters().keySet()));
    }

    private void write(String file, String resources) throws IOException {
        Files.writeString(directory.resolve(file), "version_info: '1'\nresources:\n" + resources);
    }

    private static String cluster(String name) {
        return "- {'@type': type.googleapis.com/envoy.config.cluster.v3.Cluster, name: " + name + "}\n";
    }

    private static String listener(String name) {
        return "- {'@type': type.googleapis.com/envoy.config.listener.v3.Listener, name: " + name + ", " + address(0)
                + ", " + CHAINS + "}\n";
    }

    private static String address(int port) {
        return "address: {socket_address: {address: 127.0.0.1, port_value: " + port + "}}";
    }
}
