package io.nuncio.control.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files by their extension, and the command line's YAML merged over them. */
class ConfigFilesTest {
    private static Loaded<Bootstrap> yaml(String text, UnknownFields unknown) {
        return ConfigLoader.text("b.yaml", Format.YAML, text, Bootstrap.getDefaultInstance(), unknown);
    }

    private static Bootstrap accepted(Loaded<Bootstrap> loaded) {
        assertThat(loaded.errors()).isEmpty();
        return ((Loaded.Accepted<Bootstrap>) loaded).message();
    }

    @Test
    void theYamlOfTheCommandLineIsMergedOverTheFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("b.json"), """
                {"node": {"id": "file", "cluster": "c", "metadata": {"a": 1, "b": {"x": 1}}},
                 "static_resources": {"clusters": [{"name": "one"}]},
                 "stats_flush_interval": "5s", "enable_dispatcher_stats": true}
                """);
        Bootstrap merged = accepted(ConfigLoader.bootstrap(file, """
                node: {id: yaml, metadata: {b: {y: 2}}}
                static_resources: {clusters: [{name: one}, {name: two}]}
                stats_flush_on_admin: true
                enable_dispatcher_stats: false
                """, UnknownFields.REFUSE));
        assertThat(merged.getNode().getId()).isEqualTo("yaml");
        assertThat(merged.getNode().getCluster()).isEqualTo("c");
        assertThat(merged.getNode().getMetadata().getFieldsMap()).containsOnlyKeys("a", "b");
        assertThat(merged.getNode()
                        .getMetadata()
                        .getFieldsOrThrow("b")
                        .getStructValue()
                        .getFieldsMap())
                .as("a value of a map is replaced, not merged")
                .containsOnlyKeys("y");
        assertThat(merged.getStaticResources().getClustersList())
                .extracting(Cluster::getName)
                .containsExactly("one", "one", "two");
        assertThat(merged.getStatsFlushCase()).isEqualTo(Bootstrap.StatsFlushCase.STATS_FLUSH_ON_ADMIN);
        assertThat(merged.getEnableDispatcherStats())
                .as("an absent scalar and a false one are the same: it does not overwrite")
                .isTrue();
    }

    @Test
    void errorsOfFileAndCommandLineComeTogether(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("b.yaml"), "foo: 1\n");
        assertThat(ConfigLoader.bootstrap(file, "bar: 1\n", UnknownFields.REFUSE)
                        .errors())
                .extracting(ConfigError::toString)
                .containsExactly(
                        file + ": foo: unknown field of envoy.config.bootstrap.v3.Bootstrap (line 1)",
                        "--config-yaml: bar: unknown field of envoy.config.bootstrap.v3.Bootstrap (line 1)");
        assertThat(accepted(ConfigLoader.bootstrap(null, "node: {id: x}", UnknownFields.REFUSE))
                        .getNode()
                        .getId())
                .isEqualTo("x");
    }

    @Test
    void filesAreReadByTheirExtension(@TempDir Path folder) throws IOException {
        Bootstrap expected = accepted(yaml("""
                node: {id: x}
                stats_sinks:
                - name: s
                  typed_config:
                    "@type": type.googleapis.com/envoy.config.metrics.v3.StatsdSink
                    tcp_cluster_name: c
                """, UnknownFields.REFUSE));
        String json = """
                {"node": {"id": "x"}, "stats_sinks": [{"name": "s", "typed_config":
                  {"@type": "type.googleapis.com/envoy.config.metrics.v3.StatsdSink", "tcpClusterName": "c"}}]}
                """;
        String text = """
                node { id: "x" }
                stats_sinks { name: "s" typed_config {
                  [type.googleapis.com/envoy.config.metrics.v3.StatsdSink] { tcp_cluster_name: "c" } } }
                """;
        Files.writeString(folder.resolve("b.json"), json);
        Files.writeString(folder.resolve("b.conf"), json);
        Files.writeString(folder.resolve("b.YML"), json);
        Files.writeString(folder.resolve("b.pb_text"), text);
        Files.write(folder.resolve("b.pb"), expected.toByteArray());
        for (String name : List.of("b.json", "b.conf", "b.YML", "b.pb_text", "b.pb")) {
            assertThat(accepted(ConfigLoader.bootstrap(folder.resolve(name), null, UnknownFields.REFUSE)))
                    .as(name)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "b.pb_text | node { id: 5 } | 1:12: Expected string.",
                "b.pb_text | foo: 5 | 1:1: Input contains unknown fields and/or extensions",
                "b.pb | nonsense | not a envoy.config.bootstrap.v3.Bootstrap: ",
                "b.yaml | a: b: c | line 1, column 5: not valid YAML: mapping values are not allowed here",
                "b.json | {\"node\": } | line 1: not valid JSON: '}' where a value should start"
            })
    void brokenFilesSayWhere(String name, String content, String expected, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        List<ConfigError> errors =
                ConfigLoader.bootstrap(file, null, UnknownFields.REFUSE).errors();
        assertThat(errors).hasSize(1);
        assertThat(errors.getFirst().toString()).startsWith(file + ": ").contains(expected);
        assertThat(errors.getFirst().path()).isEmpty();
    }

    @Test
    void aFileThatIsNotThereIsAnError(@TempDir Path folder) {
        Path file = folder.resolve("none.yaml");
        assertThat(ConfigLoader.bootstrap(file, null, UnknownFields.REFUSE).errors())
                .extracting(ConfigError::toString)
                .containsExactly(file + ": no such file");
        assertThat(ConfigLoader.bootstrap(folder, null, UnknownFields.REFUSE).errors())
                .hasSize(1);
    }
}
