package io.nuncio.control.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a YAML text means. Every expectation is what Envoy 1.40 made of the same text, but for the refusals at the end. */
class YamlScalarsTest {
    private static Value read(String yaml) {
        return struct("k: " + yaml + "\n").getFieldsOrThrow("k");
    }

    private static Struct struct(String yaml) {
        Loaded<Struct> loaded =
                ConfigLoader.text("test.yaml", Format.YAML, yaml, Struct.getDefaultInstance(), UnknownFields.REFUSE);
        assertThat(loaded.errors()).isEmpty();
        return ((Loaded.Accepted<Struct>) loaded).message();
    }

    private static String errorOf(String yaml) {
        Loaded<Struct> loaded =
                ConfigLoader.text("test.yaml", Format.YAML, yaml, Struct.getDefaultInstance(), UnknownFields.REFUSE);
        assertThat(loaded.errors()).as(yaml).hasSize(1);
        return loaded.errors().getFirst().toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "Yes", "YES", "y", "Y", "on", "On", "ON", "true", "True", "TRUE"})
    void isTrue(String scalar) {
        assertThat(read(scalar)).isEqualTo(Value.newBuilder().setBoolValue(true).build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"no", "No", "NO", "n", "N", "off", "Off", "OFF", "false", "False", "FALSE"})
    void isFalse(String scalar) {
        assertThat(read(scalar))
                .isEqualTo(Value.newBuilder().setBoolValue(false).build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"~", "null", "Null", "NULL", "", "# nothing"})
    void isNull(String scalar) {
        assertThat(read(scalar).hasNullValue()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "0x1f,31",
        "0X1F,31",
        "-0x1f,-31",
        "+0x5,5",
        "017,15",
        "0777,511",
        "-017,-15",
        "00,0",
        "+1,1",
        "-0,0",
        "1,1",
        "2147483647,2147483647",
        "-2147483648,-2147483648",
        "!!str 12,12",
        "!!int \"12\",12"
    })
    void isNumber(String scalar, double expected) {
        assertThat(read(scalar))
                .isEqualTo(Value.newBuilder().setNumberValue(expected).build());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "0o17|0o17",
                "0O17|0O17",
                "0b11|0b11",
                "08|08",
                "0x|0x",
                "1_000|1_000",
                "1__0|1__0",
                "1e3|1e3",
                "1e-3|1e-3",
                "1.5|1.5",
                ".5|.5",
                "5.|5.",
                "1.0|1.0",
                "0.30000000000000004|0.30000000000000004",
                "1e400|1e400",
                ".inf|.inf",
                "-.inf|-.inf",
                "+.inf|+.inf",
                ".nan|.nan",
                ".NaN|.NaN",
                "nan|nan",
                "inf|inf",
                "Infinity|Infinity",
                "2147483648|2147483648",
                "-2147483649|-2147483649",
                "0x80000000|2147483648",
                "9223372036854775807|9223372036854775807",
                "-9223372036854775808|-9223372036854775808",
                "9223372036854775808|9223372036854775808",
                "12345678901234567890|12345678901234567890",
                "123456789012345678901234567890|123456789012345678901234567890",
                "0xFFFFFFFFFFFFFFFF|0xFFFFFFFFFFFFFFFF",
                "2020-01-01|2020-01-01",
                "1:30|1:30",
                "trUe|trUe",
                "tRUE|tRUE",
                "=|=",
                "<<|<<",
                "b#c|b#c",
                "e #f|e",
                "\"1\"|1",
                "'0x10'|0x10",
                "\"yes\"|yes",
                "\"null\"|null",
                "\"~\"|~",
                "! 12|12",
                "!foo bar|bar",
                "!!binary aGVsbG8=|aGVsbG8=",
                "'it''s'|it's",
                "\"a\\u0041\\x41\"|aAA",
                "é|é"
            })
    void isString(String scalar, String expected) {
        assertThat(read(scalar))
                .isEqualTo(Value.newBuilder().setStringValue(expected).build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: &x [1, 2]\\nb: *x|{\"a\":[1,2],\"b\":[1,2]}",
                "a: &x {k: 1}\\nb:\\n  <<: *x\\n  l: 3|{\"a\":{\"k\":1},\"b\":{\"<<\":{\"k\":1},\"l\":3}}",
                "a: 1\\na: 2|{\"a\":2}",
                "a: {x: 1, x: 2}|{\"a\":{\"x\":2}}",
                "a: 1\\n---\\nb: 2|{\"a\":1}",
                "---\\na: 1\\n...|{\"a\":1}",
                "%YAML 1.2\\n---\\na: 1|{\"a\":1}",
                "%YAML 1.1\\n---\\na: 1|{\"a\":1}",
                "~: 1\\n1: 2\\ntrue: 3\\ny: 4\\n1.5: 6\\n0x10: 7|"
                        + "{\"null\":1,\"1\":2,\"true\":3,\"y\":4,\"1.5\":6,\"0x10\":7}",
                "? a\\n: 1|{\"a\":1}",
                "z: {a, b: , c: 1}|{\"z\":{\"a\":null,\"b\":null,\"c\":1}}",
                "z: [1, 2, ]|{\"z\":[1,2]}",
                "a: foo\\n  bar|{\"a\":\"foo bar\"}",
                "a: |\\n  x\\n  y|{\"a\":\"x\\ny\\n\"}",
                "a: >\\n  x\\n  y|{\"a\":\"x y\\n\"}",
                "a: 1\\r\\nb: 2\\r\\n|{\"a\":1,\"b\":2}",
                "\\ufeffa: 1|{\"a\":1}"
            })
    void hasStructure(String row) throws Exception {
        int split = row.lastIndexOf("|{");
        String yaml = row.substring(0, split)
                .replace("\\n", "\n")
                .replace("\\r", "\r")
                .replace("\\ufeff", "\ufeff");
        Struct.Builder expected = Struct.newBuilder();
        JsonFormat.parser().merge(row.substring(split + 1), expected);
        assertThat(struct(yaml)).isEqualTo(expected.build());
    }

    @Test
    void aKeyGivenTwiceIsAWarningWithItsPath() {
        Loaded<Struct> loaded = ConfigLoader.text(
                "test.yaml", Format.YAML, "a:\n- b: 1\n  b: 2\n", Struct.getDefaultInstance(), UnknownFields.REFUSE);
        assertThat(loaded.warnings())
                .extracting(ConfigWarning::toString)
                .containsExactly("test.yaml: a[0].b: stands twice, the later one counts (line 3)");
    }

    /** Envoy refuses these too. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: b: c|line 1",
                "a: *nope|line 1: not valid YAML: the anchor nope is not defined before its alias",
                "a: 1\\nb: *.foo|line 2",
                "a: @foo|line 1",
                "a: `foo|line 1",
                "a: %foo|line 1",
                "a: [1, 2|line 1",
                "a: 1\\n b: 2|line 2",
                "a:\\n\\tb: 1|line 2",
                "a: \"\\q\"|line 1",
                "[a, b]: 1|line 1: not valid YAML: a key that is not a scalar",
                "foo|not a YAML mapping",
                "~|not a YAML mapping",
                "# nothing|not a YAML mapping",
            })
    void isRefused(String row) {
        int split = row.lastIndexOf('|');
        String yaml = row.substring(0, split).replace("\\n", "\n").replace("\\t", "\t");
        assertThat(errorOf(yaml)).startsWith("test.yaml: ").contains(row.substring(split + 1));
    }

    /** Envoy reads to the end of the file and takes what it found. */
    @Test
    void anOpenQuoteIsRefused() {
        assertThat(errorOf("a: \"foo\n")).startsWith("test.yaml: line 2, column 1: not valid YAML: ");
    }

    /** YAML does not allow it; Envoy takes it. */
    @Test
    void aControlCharacterIsRefusedWithItsLine() {
        assertThat(errorOf("a: 1\nb: x\u0007\n")).isEqualTo("test.yaml: line 2: not valid YAML: the character U+0007");
    }

    /** Envoy dies of it. */
    @Test
    void anAliasInsideItsOwnAnchorIsRefused() {
        assertThat(errorOf("a: &x [*x]\n")).contains("the anchor x is not defined before its alias");
    }

    @Test
    void aliasesCannotBlowADocumentUp() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 10; i++) {
            String alias = "*a" + (i - 1);
            yaml.append(
                    "a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", java.util.Collections.nCopies(10, alias))));
        }
        assertThat(errorOf(yaml.toString())).contains("aliases blow it up");
    }

    @Test
    void aDeepDocumentIsRefusedInsteadOfOverflowingTheStack() {
        assertThat(errorOf("a: " + "[".repeat(50_000))).contains("nested deeper than 100");
    }
}
