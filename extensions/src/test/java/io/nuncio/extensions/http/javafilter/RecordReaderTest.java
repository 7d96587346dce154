package io.nuncio.extensions.http.javafilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nuncio.filter.HttpFilterFactory.ConfigException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RecordReaderTest {

    enum Mode {
        STRICT,
        LAX
    }

    record Rule(String path, int status) {}

    record Config(
            String issuer,
            boolean strictMode,
            long cacheBytes,
            double share,
            Duration timeout,
            Mode mode,
            List<Rule> rules,
            Map<String, String> labels,
            Optional<String> realm) {}

    private static final Map<String, Object> WHOLE = Map.of(
            "issuer",
            "acme",
            "strict_mode",
            true,
            "cacheBytes",
            5L,
            "share",
            0.5,
            "timeout",
            "1.5s",
            "mode",
            "lax",
            "rules",
            List.of(Map.of("path", "/a", "status", 401L)),
            "labels",
            Map.of("k", "v"));

    @Test
    void everyKindOfComponentIsRead() throws ConfigException {
        assertThat(RecordReader.read(WHOLE, Config.class, ""))
                .isEqualTo(new Config(
                        "acme",
                        true,
                        5,
                        0.5,
                        Duration.ofMillis(1_500),
                        Mode.LAX,
                        List.of(new Rule("/a", 401)),
                        Map.of("k", "v"),
                        Optional.empty()));
    }

    static List<Arguments> wrong() {
        return List.of(
                Arguments.of("issuer", 1L, "issuer", "a String is expected"),
                Arguments.of("timeout", "1m", "timeout", "1.5s"),
                Arguments.of("mode", "other", "mode", "STRICT, LAX"),
                Arguments.of("strict_mode", "yes", "strict_mode", "a boolean is expected"),
                Arguments.of("rules", List.of(Map.of("path", "/a")), "rules[0].status", "is missing"),
                Arguments.of("rules", List.of(Map.of("path", "/a", "status", 1.5)), "rules[0].status", "int"),
                Arguments.of("rules", "none", "rules", "a list is expected"),
                Arguments.of("labels", Map.of("k", 1L), "labels[\"k\"]", "a String is expected"),
                Arguments.of("isuer", "typo", "isuer", "is not known here; there are: issuer, strict_mode"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void anErrorSaysWhereAndWhatIsExpected(String key, Object value, String path, String words) {
        Map<String, Object> tree = new java.util.HashMap<>(WHOLE);
        tree.put(key, value);
        assertThatThrownBy(() -> RecordReader.read(tree, Config.class, ""))
                .isInstanceOfSatisfying(ConfigException.class, error -> {
                    assertThat(error.path()).isEqualTo(path);
                    assertThat(error).hasMessageContaining(words);
                });
    }

    @Test
    void aRecordMayRefuseWhatItIsMadeOf() {
        @SuppressWarnings("UnusedMethod") // called by reflection
        record Port(int number) {
            Port {
                if (number > 65_535) {
                    throw new IllegalArgumentException("a port is at most 65535");
                }
            }
        }
        assertThatThrownBy(() -> RecordReader.read(Map.of("number", 70_000L), Port.class, "p"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("a port is at most 65535");
    }
}
