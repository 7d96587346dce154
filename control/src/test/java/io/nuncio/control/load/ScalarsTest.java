package io.nuncio.control.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.overload.v3.ThresholdTrigger;
import io.envoyproxy.envoy.type.v3.Percent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSON values and field types: what is taken as what, found by asking Envoy 1.40. */
class ScalarsTest {
    private static final int COLUMNS = 100;

    private static <M extends Message> Loaded<M> load(String json, M empty) {
        Problems problems = new Problems("test.json", UnknownFields.REFUSE);
        Message.Builder into = empty.newBuilderForType();
        try {
            new TreeToMessage(problems).read(JsonReader.read(json), into);
        } catch (SyntaxException e) {
            problems.error(String.valueOf(e.getMessage()));
        }
        @SuppressWarnings("unchecked")
        M message = (M) into.build();
        return problems.any()
                ? new Loaded.Refused<>(false, problems.errors(), problems.warnings())
                : new Loaded.Accepted<>(message, message, problems.warnings());
    }

    private static String outcome(Loaded<?> loaded) {
        if (loaded instanceof Loaded.Accepted<?> accepted) {
            return accepted.message().toString().replaceAll("\\s+", " ").strip();
        }
        String error = loaded.errors().getFirst().reason();
        return "! " + error.substring(0, Math.min(COLUMNS, error.length()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1000|port_value: 1000",
                "1e3|port_value: 1000",
                "1.0|port_value: 1",
                "-0|port_value: 0",
                "\"1e3\"|port_value: 1000",
                "\"1.0\"|port_value: 1",
                "\"65.0e0\"|port_value: 65",
                "\"0x10\"|port_value: 16",
                "\"+1\"|port_value: 1",
                "\"01\"|port_value: 1",
                "4294967295|port_value: 4294967295",
                "1.5|! expected an integer, got the number 1.5 (line 1)",
                "-1|! is -1, must be from 0 to 4294967295 (line 1)",
                "4294967296|! is 4294967296, must be from 0 to 4294967295 (line 1)",
                "1e999999999|! is 1e999999999, must be from 0 to 4294967295 (line 1)",
                "\" 1\"|! expected an integer, got the string \" 1\" (line 1)",
                "\"\"|! expected an integer, got the string \"\" (line 1)",
                "true|! expected an integer, got the boolean true (line 1)",
                "{}|! expected an integer, got an object (line 1)",
                "[1]|! expected an integer, got a list (line 1)",
                "01|! line 1: not valid JSON: not a number: 01",
                "null|``"
            })
    void unsignedInteger(String json, String expected) {
        String document = "{\"port_value\": " + json + "}";
        assertThat(outcome(load(document, SocketAddress.getDefaultInstance()))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "0.5|value: 0.5",
                "\"0.5\"|value: 0.5",
                "\".5\"|value: 0.5",
                "\"5.\"|value: 5.0",
                "\"+5\"|value: 5.0",
                "\" 0.5\"|value: 0.5",
                "\"NaN\"|value: NaN",
                "\"-Infinity\"|value: -Infinity",
                "\"1e400\"|value: Infinity",
                "\".nan\"|! expected a number, got the string \".nan\" (line 1)",
                "NaN|! line 1: not valid JSON: 'NaN' where a value should start",
                "true|! expected a number, got the boolean true (line 1)"
            })
    void floatingPoint(String json, String expected) {
        assertThat(outcome(load("{\"value\": " + json + "}", ThresholdTrigger.getDefaultInstance())))
                .isEqualTo(expected);
        assertThat(outcome(load("{\"value\": " + json + "}", Percent.getDefaultInstance())))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"LEAST_REQUEST\"|lb_policy: LEAST_REQUEST",
                "\"least_request\"|lb_policy: LEAST_REQUEST",
                "\"Least_Request\"|lb_policy: LEAST_REQUEST",
                "1|lb_policy: LEAST_REQUEST",
                "1.0|lb_policy: LEAST_REQUEST",
                "\"1\"|lb_policy: LEAST_REQUEST",
                "\" 1\"|lb_policy: LEAST_REQUEST",
                "77|lb_policy: 77",
                "\"least-request\"|! unknown value \"least-request\" of the enum envoy.config.cluster.v3.Cluster.LbPolicy (line 1)",
                "\"LeastRequest\"|! unknown value \"LeastRequest\" of the enum envoy.config.cluster.v3.Cluster.LbPolicy (line 1)",
                "\"\"|! unknown value \"\" of the enum envoy.config.cluster.v3.Cluster.LbPolicy (line 1)",
                "\"0x1\"|! unknown value \"0x1\" of the enum envoy.config.cluster.v3.Cluster.LbPolicy (line 1)",
                "1.5|! expected an integer, got the number 1.5 (line 1)",
                "true|! expected a value of the enum envoy.config.cluster.v3.Cluster.LbPolicy, got the boolean true (line 1)"
            })
    void enumeration(String json, String expected) {
        String outcome = outcome(load("{\"lb_policy\": " + json + "}", Cluster.getDefaultInstance()));
        assertThat(outcome).isEqualTo(expected.substring(0, Math.min(COLUMNS + 2, expected.length())));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "true|true",
                "\"true\"|true",
                "\"True\"|true",
                "\"t\"|true",
                "\"1\"|true",
                "\"y\"|true",
                "\"yes\"|true",
                "false|",
                "\"F\"|",
                "\"0\"|",
                "\"nO\"|",
                "\"on\"|!",
                "\"off\"|!",
                "\"2\"|!",
                "\"\"|!",
                "1|!"
            })
    void bool(String json, @Nullable String expected) {
        String outcome = outcome(load("{\"enable_dispatcher_stats\": " + json + "}", Bootstrap.getDefaultInstance()));
        if ("!".equals(expected)) {
            assertThat(outcome).startsWith("! expected true or false, got the ");
        } else {
            assertThat(outcome).isEqualTo(expected == null ? "" : "enable_dispatcher_stats: true");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"5s\"|connect_timeout { seconds: 5 }",
                "\"1.5s\"|connect_timeout { seconds: 1 nanos: 500000000 }",
                "\"0.000000001s\"|connect_timeout { nanos: 1 }",
                "\"-0.5s\"|connect_timeout { nanos: -500000000 }",
                "\"315576000000s\"|connect_timeout { seconds: 315576000000 }",
                "{\"seconds\": 5}|connect_timeout { seconds: 5 }",
                "null|``",
                "\"5\"|!",
                "5|!",
                "\"315576000001s\"|!",
                "\"1.1234567891s\"|!",
                "\"5 s\"|!",
                "\".5s\"|!",
                "\"5.s\"|!",
                "\"500ms\"|!",
                "\"5S\"|!",
                "\"+5s\"|!",
                "\"1e1s\"|!"
            })
    void duration(String json, String expected) {
        String outcome = outcome(load("{\"connect_timeout\": " + json + "}", Cluster.getDefaultInstance()));
        if (expected.equals("!")) {
            assertThat(outcome).startsWith("! expected a duration such as \"1.5s\", got the ");
        } else {
            assertThat(outcome).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"node\": {\"id\": \"x\"}, \"node\": {\"cluster\": \"y\"}}|node { id: \"x\" cluster: \"y\" }",
                "{\"flags_path\": \"a\", \"flagsPath\": \"b\"}|flags_path: \"b\"",
                "{\"flags_path\": \"a\",}|flags_path: \"a\"",
                "{'flags_path': 'a'}|flags_path: \"a\"",
                "{flags_path: \"a\"}|flags_path: \"a\"",
                "{\"flags_path\": \"\\u00e9\\ud83d\\ude00\\t\"}|flags_path: \"\\303\\251\\360\\237\\230\\200\\t\"",
                "{\"enable_dispatcher_stats\": \"true\"}|enable_dispatcher_stats: true",
                "{\"enable_dispatcher_stats\": 1}|! expected true or false, got the number 1 (line 1)",
                "{\"flags_path\": 5}|! expected a string, got the number 5 (line 1)",
                "{\"flags_path\": true}|! expected a string, got the boolean true (line 1)",
                "{\"static_resources\": []}|! expected an object, got a list (line 1)",
                "{\"static_resources\": \"\"}|! expected an object, got the string \"\" (line 1)",
                "{\"static_resources\": {\"clusters\": {\"name\": \"x\"}}}|static_resources { clusters { name: \"x\" } }",
                "{\"stats_sinks\": [null]}|stats_sinks { }",
                "{\"stats_sinks\": [{\"typed_config\": {}}]}|stats_sinks { typed_config { } }",
                "{\"stats_sinks\": [{\"typed_config\": null}]}|stats_sinks { }",
                "{\"stats_sinks\": [{\"typed_config\": {\"a\": 1}}]}|! no \"@type\" (line 1)",
                "{\"stats_sinks\": [{\"typed_config\": {\"@type\": 1}}]}|! \"@type\" is the number 1 (line 1)",
                "{\"stats_sinks\": [{\"typed_config\": {\"@type\": \"a/foo.Bar\"}}]}|! unknown type a/foo.Bar (line 1)",
                "{\"stats_sinks\": [{\"typed_config\": {\"@type\": \"a.B\"}}]}|! \"@type\" must be HOST/NAME, is \"a.B\" (line 1)",
                "{\"stats_sinks\": [{\"typed_config\": {\"@type\": \"/a.B\"}}]}|! \"@type\" must be HOST/NAME, is \"/a.B\" (line 1)",
                "{\"stats_sinks\": [{\"typed_config\": {\"@type\": \"a/google.protobuf.StringValue\", \"value\": \"x\", \"y\": 1}}]}"
                        + "|! only \"value\" may stand beside this \"@type\" (line 1)",
                "{\"stats_sinks\": [{\"typed_config\": {\"@type\": \"a/google.protobuf.Empty\", \"value\": {}}}]}"
                        + "|! unknown field of google.protobuf.Empty (line 1)",
                "{\"stats_sinks\": [{\"typed_config\": {\"@type\": \"a/google.protobuf.Empty\", \"@type\": \"a/google.protobuf.Empty\"}}]}"
                        + "|! \"@type\" stands twice (line 1)",
                "{\"flushNow\": 1}|! unknown field of envoy.config.bootstrap.v3.Bootstrap (line 1)",
                "[]|! expected an object, got a list (line 1)",
                "null|! expected an object, got null (line 1)",
                "/* c */ {}|! line 1: not valid JSON: '/' where a value should start",
                "{} foo|! line 1: not valid JSON: something follows the end of the document",
                "``|! line 1: not valid JSON: the document ends too early",
                "{\"flags_path\": \"\\ud800\"}|! line 1: not valid JSON: half of a surrogate pair",
                "{\"flags_path\": \"\\udc00\"}|! line 1: not valid JSON: half of a surrogate pair",
                "{\"flags_path\": \"\\u00zz\"}|! line 1: not valid JSON: \\u without four hexadecimal digits",
                "{\"flags_path\": \"\\q\"}|! line 1: not valid JSON: an escape that JSON does not have: \\q",
                "{\"flags_path\": \"a|! line 1: not valid JSON: a string without an end",
                "{\"stats_sinks\": [,]}|! line 1: not valid JSON: ',' where a value should start",
                "{\"flags_path\" \"a\"}|! line 1: not valid JSON: no ':' after the key \"flags_path\"",
                "{,}|! line 1: not valid JSON: ',' where a key should start"
            })
    void document(String json, String expected) {
        String outcome = outcome(load(json, Bootstrap.getDefaultInstance()));
        assertThat(outcome).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"user_agent_version\": \"1\", \"user_agent_build_version\": null}|user_agent_version: \"1\"",
                "{\"user_agent_version\": \"1\", \"user_agent_build_version\": {}}|"
                        + "! only one of user_agent_version and user_agent_build_version may be set (line 1)",
                "{\"client_features\": \"a\"}|client_features: \"a\"",
                "{\"client_features\": [null]}|client_features: \"\"",
                "{\"client_features\": [[\"a\"], \"b\"]}|client_features: \"a\" client_features: \"b\"",
                "{\"metadata\": {\"a\": 1, \"a\": 2}}|! a key that stands twice (line 1)",
                "{\"metadata\": []}|! expected an object, got a list (line 1)",
                "{\"metadata\": {\"a\": [1, \"x\", null, true, 1.5]}}|metadata { fields { key: \"a\" value { list_value {"
                        + " values { number_value: 1.0 } values { string_value: \"x\" } values { null_value: NULL_VALUE }"
                        + " values { bool_value: true } values { number_value: 1.5 } } } } }"
            })
    void node(String json, String expected) {
        assertThat(outcome(load(json, Node.getDefaultInstance()))).isEqualTo(expected);
    }
}
