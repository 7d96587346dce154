package io.nuncio.conformance.xds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.nuncio.control.load.ConfigError;
import io.nuncio.control.load.ConfigLoader;
import io.nuncio.control.load.Format;
import io.nuncio.control.load.Loaded;
import io.nuncio.control.load.MessageTypes;
import io.nuncio.control.load.UnknownFields;
import io.nuncio.server.Flag;
import io.nuncio.server.Nuncio;
import io.nuncio.server.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What Envoy Gateway makes of its users' wishes, each scenario served by ADS to a proxy of its own. */
@Tag("long")
@Timeout(1_800)
class EnvoyGatewayCorpusTest {

    /** Each scenario with the reasons for its refusal, and the count by family beside Envoy's. */
    private static final Path REPORT = Path.of("target", "corpus-envoy-gateway.txt");

    /** So many scenarios are taken today; it only grows. */
    private static final int ACKNOWLEDGED_MIN = 70;

    private static final long QUIET_MS = 150;
    private static final long PATIENCE_MS = 5_000;

    private static final Map<String, String> TYPES = Map.of(
            "clusters", "type.googleapis.com/envoy.config.cluster.v3.Cluster",
            "endpoints", "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment",
            "listeners", "type.googleapis.com/envoy.config.listener.v3.Listener",
            "routes", "type.googleapis.com/envoy.config.route.v3.RouteConfiguration");

    @Test
    void scenariosAreTakenOrRefusedByNameAsEnvoyDoes() throws Exception {
        Path corpus = Path.of("..")
                .resolve(System.getProperty("nuncio.corpus", "../shared/corpus"))
                .resolve("envoy-gateway")
                .toAbsolutePath()
                .normalize();
        assumeTrue(Files.isDirectory(corpus), () -> "no corpus at " + corpus);
        Map<String, int[]> families = new TreeMap<>();
        List<String> tooMuch = new ArrayList<>();
        List<String> report = new ArrayList<>();
        int acknowledged = 0;
        for (String line : Files.readAllLines(corpus.resolve("envoy-1.40-verdicts.txt"))) {
            if (line.startsWith("#")) {
                continue;
            }
            boolean byEnvoy = line.startsWith("ACK ");
            String scenario = line.split("[ :]+")[1];
            String refusal = verdict(scenario, corpus.resolve("xds"));
            report.add((refusal.isEmpty() ? "ACK " : "NACK ") + scenario + " " + refusal);
            int[] counts = families.computeIfAbsent(scenario.split("-")[0], none -> new int[3]);
            counts[0]++;
            counts[1] += byEnvoy ? 1 : 0;
            counts[2] += refusal.isEmpty() ? 1 : 0;
            acknowledged += refusal.isEmpty() ? 1 : 0;
            if (refusal.isEmpty() && !byEnvoy) {
                tooMuch.add(scenario);
            }
        }
        families.forEach((family, counts) -> report.add("family %s: %d scenarios, Envoy takes %d, Nuncio %d"
                .formatted(family, counts[0], counts[1], counts[2])));
        report.add(acknowledged + " acknowledged");
        Files.write(REPORT, report);
        assertThat(tooMuch).as("refused by Envoy").isEmpty();
        assertThat(acknowledged).isGreaterThanOrEqualTo(ACKNOWLEDGED_MIN);
    }

    /** Why the scenario is refused; empty if all of it is taken. */
    private static String verdict(String scenario, Path folder) throws Exception {
        Map<String, Map<String, Any>> resources = new LinkedHashMap<>();
        for (Map.Entry<String, String> type : TYPES.entrySet()) {
            Path file = folder.resolve(scenario + "." + type.getKey() + ".yaml");
            if (Files.exists(file)) {
                Loaded<DiscoveryResponse> loaded = load(file, type.getValue());
                if (!(loaded instanceof Loaded.Accepted<DiscoveryResponse> good)) {
                    return "rules: "
                            + loaded.errors().stream()
                                    .map(ConfigError::toString)
                                    .toList();
                }
                resources.put(type.getValue(), byName(good.received()));
            }
        }
        try (ScriptedControlPlane plane = new ScriptedControlPlane(resources);
                Nuncio proxy = Nuncio.start(options(plane.port()))) {
            long untilNs = System.nanoTime() + PATIENCE_MS * 1_000_000;
            while (System.nanoTime() < untilNs
                    && !(plane.verdicts().containsKey("Listener") && plane.quietMs() > QUIET_MS)) {
                Thread.sleep(5);
            }
            Map<String, String> verdicts = plane.verdicts();
            if (!verdicts.containsKey("Listener")) {
                return "no answer: " + verdicts;
            }
            verdicts.values().removeIf(String::isEmpty);
            return verdicts.isEmpty() ? "" : verdicts.toString();
        }
    }

    private static Loaded<DiscoveryResponse> load(Path file, String type) throws IOException {
        String text = "version_info: '1'\nresources:\n"
                + Files.readString(file).replaceAll("(?m)^- ", "- '@type': " + type + "\n  ");
        return ConfigLoader.text(
                file.getFileName().toString(),
                Format.YAML,
                text.replace("resources:\n[]", "resources: []"),
                DiscoveryResponse.getDefaultInstance(),
                UnknownFields.WARN);
    }

    private static Map<String, Any> byName(DiscoveryResponse response) throws IOException {
        Map<String, Any> byName = new LinkedHashMap<>();
        for (Any any : response.getResourcesList()) {
            Message empty = Objects.requireNonNull(MessageTypes.ofUrl(any.getTypeUrl()));
            Message message = empty.getParserForType().parseFrom(any.getValue());
            FieldDescriptor name = message.getDescriptorForType().findFieldByName("name");
            byName.put(
                    (String) message.getField(
                            name == null ? message.getDescriptorForType().findFieldByName("cluster_name") : name),
                    any);
        }
        return byName;
    }

    private static Options options(int planePort) {
        return Options.defaults()
                .with(Flag.CONCURRENCY, "1")
                .with(Flag.DRAIN_TIME_S, "1")
                .with(Flag.CONFIG_YAML, """
                        node: {id: test-id, cluster: test-cluster}
                        dynamic_resources:
                          ads_config:
                            api_type: GRPC
                            transport_api_version: V3
                            grpc_services: [{envoy_grpc: {cluster_name: xds_cluster}}]
                          cds_config: {ads: {}, initial_fetch_timeout: 2s}
                          lds_config: {ads: {}, initial_fetch_timeout: 2s}
                        static_resources:
                          clusters:
                          - name: xds_cluster
                            connect_timeout: 1s
                            load_assignment:
                              cluster_name: xds_cluster
                              endpoints:
                              - lb_endpoints:
                                - endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: %d}}}
                        """.formatted(planePort));
    }
}
