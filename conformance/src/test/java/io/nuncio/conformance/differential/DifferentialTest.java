package io.nuncio.conformance.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.conformance.differential.Requests.Case;
import io.nuncio.conformance.differential.Requests.Listener;
import io.nuncio.conformance.peers.Programs;
import io.nuncio.conformance.peers.RunningProgram;
import io.nuncio.server.Flag;
import io.nuncio.server.Nuncio;
import io.nuncio.server.Options;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One configuration, two proxies: each request is answered, and passed on, by this proxy as by Envoy. */
@Timeout(120)
class DifferentialTest {

    @TempDir
    static Path folder;

    private static ScriptedUpstream behindEnvoy;
    private static ScriptedUpstream behindNuncio;
    private static RunningProgram envoy;
    private static Nuncio nuncio;
    private static Map<Listener, Integer> envoyPorts;

    @BeforeAll
    static void start() throws Exception {
        Path program = Programs.need("envoy");
        behindEnvoy = new ScriptedUpstream();
        behindNuncio = new ScriptedUpstream();
        List<Integer> ports = RunningProgram.freePorts(3);
        envoyPorts = Map.of(Listener.PLAIN, ports.get(0), Listener.EDGE, ports.get(1));
        int nobody = ports.get(2);
        Path file = folder.resolve("envoy.yaml");
        Files.writeString(file, bootstrap(ports.get(0), ports.get(1), behindEnvoy.port(), nobody));
        envoy = RunningProgram.start(
                folder.resolve("envoy.log"),
                ports.subList(0, 2),
                List.of(
                        program.toString(),
                        "-c",
                        file.toString(),
                        "--concurrency",
                        "1",
                        "--use-dynamic-base-id",
                        "--log-level",
                        "warning"));
        nuncio = Nuncio.start(Options.defaults()
                .with(Flag.CONCURRENCY, "1")
                .with(Flag.CONFIG_YAML, bootstrap(0, 0, behindNuncio.port(), nobody)));
        assertThat(nuncio.awaitLive()).isTrue();
    }

    @AfterAll
    static void stop() throws IOException {
        if (nuncio != null) {
            nuncio.close();
        }
        if (envoy != null) {
            envoy.close();
        }
        if (behindEnvoy != null) {
            behindEnvoy.close();
            behindNuncio.close();
        }
    }

    @ParameterizedTest
    @MethodSource("requests")
    void sameBytesSameOutcome(Case request) throws IOException {
        int envoyPort = Objects.requireNonNull(envoyPorts.get(request.listener()));
        int nuncioPort = nuncio.port(request.listener().name().toLowerCase(Locale.ROOT));
        assertThat(Observed.of(request.bytes(), nuncioPort, behindNuncio))
                .isEqualTo(Observed.of(request.bytes(), envoyPort, behindEnvoy));
    }

    @Test
    void thereAreAHundred() {
        assertThat(requests()).hasSizeGreaterThanOrEqualTo(100).doesNotHaveDuplicates();
    }

    private static List<Case> requests() {
        return Requests.all();
    }

    private static String bootstrap(int plain, int edge, int upstream, int nobody) throws IOException {
        try (InputStream in = DifferentialTest.class.getResourceAsStream("front.yaml")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .replace("@PLAIN@", String.valueOf(plain))
                    .replace("@EDGE@", String.valueOf(edge))
                    .replace("@UPSTREAM@", String.valueOf(upstream))
                    .replace("@NOBODY@", String.valueOf(nobody));
        }
    }
}
