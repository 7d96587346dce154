package io.nuncio.control.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Configurations of other projects: read and checked as Envoy 1.40 does. */
class CorpusTest {
    /**
     * Envoy's reasons that are about what reading and checking know. Its other refusals are about files that are not there
     * and extensions that are not linked in: for those who use the message.
     */
    private static final List<String> ABOUT_READING =
            List.of("could not find @type", "Proto constraint validation failed");

    /** contrib: known here, so that the refusal can say "not supported" instead of "unknown". */
    private static final List<String> KNOWN_BEYOND_ENVOY = List.of("golang-http", "golang-network");

    /** A run of the short test reads one share of the largest part of the corpus. */
    private static final int SHARES = 6;

    @Test
    void bootstrapsAreAcceptedAndRefusedAsByEnvoy() throws Exception {
        Path corpus = Corpus.corpus();
        Map<String, List<ConfigError>> differences = new TreeMap<>();
        int compared = 0;
        for (Map.Entry<String, String> verdict : Corpus.envoyVerdicts(corpus).entrySet()) {
            boolean expected = ABOUT_READING.stream().noneMatch(verdict.getValue()::contains)
                    || KNOWN_BEYOND_ENVOY.stream().anyMatch(verdict.getKey()::contains);
            Loaded<Bootstrap> loaded =
                    ConfigLoader.bootstrap(corpus.resolve(verdict.getKey()), null, UnknownFields.REFUSE);
            if (expected != loaded instanceof Loaded.Accepted) {
                differences.put(verdict.getKey(), loaded.errors());
            }
            compared++;
        }
        assertThat(differences).isEmpty();
        assertThat(compared).isGreaterThan(70);
    }

    @Test
    void someResourcesOfEnvoyGatewayLoad() throws Exception {
        resourcesOfEnvoyGateway(new Random().nextInt(SHARES), SHARES);
    }

    @Test
    @Tag("long")
    void allResourcesOfEnvoyGatewayLoad() throws Exception {
        resourcesOfEnvoyGateway(0, 1);
    }

    private static void resourcesOfEnvoyGateway(int share, int shares) throws Exception {
        Path xds = Corpus.corpus().resolve("envoy-gateway/xds");
        List<ConfigError> errors = new ArrayList<>();
        int resources = 0;
        List<Path> files = Corpus.files(xds, "*.yaml");
        for (int i = share; i < files.size(); i += shares) {
            Path file = files.get(i);
            // The type is said by the file's name instead of by each resource.
            String name = file.getFileName().toString();
            String type = name.contains(".listeners.")
                    ? "listener.v3.Listener"
                    : name.contains(".routes.")
                            ? "route.v3.RouteConfiguration"
                            : name.contains(".clusters.")
                                    ? "cluster.v3.Cluster"
                                    : name.contains(".endpoints.") ? "endpoint.v3.ClusterLoadAssignment" : "";
            if (type.isEmpty() || Files.readString(file).isBlank()) {
                continue;
            }
            Message empty = MessageTypes.ofName("envoy.config." + type);
            Problems problems = new Problems(name, UnknownFields.REFUSE);
            Node tree = YamlReader.read(Files.readString(file), problems);
            for (Node item : ((Node.Sequence) tree).items()) {
                Message.Builder into = java.util.Objects.requireNonNull(empty).newBuilderForType();
                new TreeToMessage(problems).read(item, into);
                new MessageCheck(problems).walk(into.build());
                resources++;
            }
            errors.addAll(problems.errors());
        }
        assertThat(errors).extracting(ConfigError::toString).isEmpty();
        assertThat(resources).isGreaterThan(1000 / shares);
    }

    @Test
    void bootstrapsOfTheDifferentialCasesAreRefusedOnlyWhereEnvoyRefuses() throws Exception {
        List<String> differences = new ArrayList<>();
        int accepted = 0;
        for (Path file : Corpus.files(Corpus.differentialCases(), "*.json")) {
            Node.Mapping test = (Node.Mapping) JsonReader.read(Files.readString(file));
            Node bootstrap = null;
            boolean refused = false;
            for (Node.Entry entry : test.entries()) {
                if (entry.key().equals("bootstrap")) {
                    bootstrap = entry.value();
                } else if (entry.key().equals("refuse")) {
                    refused = ((Node.Bool) entry.value()).value();
                }
            }
            Problems problems = new Problems(file.getFileName().toString(), UnknownFields.REFUSE);
            Message.Builder into = Bootstrap.newBuilder();
            new TreeToMessage(problems).read(Tokens.filled(java.util.Objects.requireNonNull(bootstrap)), into);
            new MessageCheck(problems).walk(into.build());
            if (problems.any() && !refused) {
                differences.add(problems.errors().toString());
            }
            accepted += problems.any() ? 0 : 1;
        }
        assertThat(differences).isEmpty();
        assertThat(accepted).isGreaterThan(120);
    }

    /** Dumps of listeners, clusters and routes as istiod sent them; the other files beside it are not protobuf's JSON. */
    @Test
    void theDumpOfAnIstioWaypointLoads() throws Exception {
        Path file = Corpus.corpus().resolve("istio/xds/waypoint_config_dump.json");
        List<ConfigError> errors = new ArrayList<>();
        int dumps = 0;
        for (Node dump : Tokens.objectsWithType(JsonReader.read(Files.readString(file)))) {
            Problems problems = new Problems(file.getFileName().toString(), UnknownFields.REFUSE);
            Any.Builder into = Any.newBuilder();
            new TreeToMessage(problems).read(dump, into);
            new MessageCheck(problems)
                    .walk(DiscoveryResponse.newBuilder().addResources(into).build());
            // In a dump of a proxy's state the weight of a locality without one reads 0.
            problems.errors().stream()
                    .filter(e -> !e.path().endsWith("endpoints[0].load_balancing_weight"))
                    .forEach(errors::add);
            dumps++;
        }
        assertThat(errors).extracting(ConfigError::toString).isEmpty();
        assertThat(dumps).isGreaterThan(5);
    }
}
