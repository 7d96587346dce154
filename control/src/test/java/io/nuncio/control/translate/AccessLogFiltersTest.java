package io.nuncio.control.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.nuncio.control.load.ConfigLoader;
import io.nuncio.control.load.Format;
import io.nuncio.control.load.Loaded;
import io.nuncio.control.load.UnknownFields;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.MetadataSpec;
import io.nuncio.proxy.spec.bootstrap.RuntimeSpec;
import io.nuncio.proxy.spi.AccessLogType;
import io.nuncio.proxy.spi.ConnectionInfo;
import io.nuncio.proxy.spi.MetadataSource;
import io.nuncio.proxy.spi.ResponseFlag;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.accesslog.AccessLogFilter;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.HeadPool;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What each filter takes is what Envoy 1.40 takes. */
class AccessLogFiltersTest {

    private static final long MS = 1_000_000;

    private final HeadPool heads = new HeadPool();
    private final StreamInfo info = new StreamInfo(0, 100 * MS, new ConnectionInfo(1, null, null));

    @Test
    void statusesAreComparedAndNoneCountsAsZero() {
        String atLeast = "status_code_filter: {comparison: {op: GE, value: {default_value: 400, runtime_key: k}}}";
        assertThat(takes(atLeast)).isFalse();
        info.responseCode(399);
        assertThat(takes(atLeast)).isFalse();
        info.responseCode(400);
        assertThat(takes(atLeast)).isTrue();
        assertThat(takes("status_code_filter: {comparison: {op: EQ, value: {default_value: 400, runtime_key: k}}}"))
                .isTrue();
        assertThat(takes("status_code_filter: {comparison: {op: LE, value: {default_value: 399, runtime_key: k}}}"))
                .isFalse();
    }

    @Test
    void theRuntimeReplacesTheNumberThatIsComparedWith() {
        info.responseCode(300);
        String filter = "status_code_filter: {comparison: {op: GE, value: {default_value: 400, runtime_key: k}}}";
        assertThat(takes(filter, runtime("300"))).isTrue();
        assertThat(takes(filter, runtime("\"x\""))).isFalse();
    }

    @Test
    void aDurationIsThatFromTheBeginningToTheEnd() {
        info.complete(160 * MS);
        assertThat(takes("duration_filter: {comparison: {op: GE, value: {default_value: 60, runtime_key: k}}}"))
                .isTrue();
        assertThat(takes("duration_filter: {comparison: {op: GE, value: {default_value: 61, runtime_key: k}}}"))
                .isFalse();
    }

    @Test
    void theRecordTellsHealthChecksAndNothingIsTraced() {
        assertThat(takes("not_health_check_filter: {}")).isTrue();
        assertThat(takes("traceable_filter: {}")).isFalse();
        info.healthCheck(true);
        assertThat(takes("not_health_check_filter: {}")).isFalse();
        assertThat(takes("traceable_filter: {}")).isFalse();
    }

    @Test
    void theRequestIdDecidesAboutASampleSoThatAllProxiesOnTheWayTakeTheSame() {
        String percent = "runtime_filter: {runtime_key: k, percent_sampled: {numerator: 16}}";
        request("x-request-id", "0000000f-1111-4111-8111-111111111111"); // 15 of 100
        assertThat(takes(percent)).isTrue();
        request("x-request-id", "00000010-1111-4111-8111-111111111111"); // 16 of 100
        assertThat(takes(percent)).isFalse();
        assertThat(takes(percent, runtime("17"))).isTrue();
        assertThat(takes(percent, runtime("{\"numerator\": 16, \"denominator\": \"TEN_THOUSAND\"}")))
                .isFalse();
        assertThat(takes(percent, runtime("{\"numerator\": 17, \"denominator\": \"TEN_THOUSAND\"}")))
                .isTrue();
    }

    @Test
    void severalFiltersAreJoinedByAndOrOr() {
        info.responseCode(404);
        String from = "{status_code_filter: {comparison: {op: GE, value: {default_value: 400, runtime_key: k}}}}";
        String below = "{status_code_filter: {comparison: {op: LE, value: {default_value: 403, runtime_key: k}}}}";
        assertThat(takes("and_filter: {filters: [" + from + ", " + below + "]}"))
                .isFalse();
        assertThat(takes("or_filter: {filters: [" + from + ", " + below + "]}")).isTrue();
    }

    @Test
    void aFieldOfTheRequestIsMatchedAndAConnectionHasNone() {
        String filter = "header_filter: {header: {name: x-log, string_match: {exact: 'yes'}}}";
        assertThat(takes(filter)).isFalse();
        request("x-log", "yes");
        assertThat(takes(filter)).isTrue();
        assertThat(takes("header_filter: {header: {name: x-other, present_match: true, invert_match: true}}"))
                .isTrue();
    }

    @Test
    void aListOfFlagsAsksForOneOfThemAndAnEmptyListForAny() {
        assertThat(takes("response_flag_filter: {}")).isFalse();
        info.flags().add(ResponseFlag.NO_ROUTE_FOUND);
        assertThat(takes("response_flag_filter: {}")).isTrue();
        assertThat(takes("response_flag_filter: {flags: [UH, NR]}")).isTrue();
        assertThat(takes("response_flag_filter: {flags: [UH]}")).isFalse();
    }

    @Test
    void theStatusOfGrpcStandsInTheTrailersOrTheHeadOrIsToldByHttp() {
        String notFound = "grpc_status_filter: {statuses: [NOT_FOUND]}";
        String unknown = "grpc_status_filter: {statuses: [UNKNOWN]}";
        assertThat(takes(unknown)).isTrue();
        Head head = heads.take(Head.Kind.RESPONSE);
        head.add("grpc-status", "5");
        info.responseHeaders(head);
        assertThat(takes(notFound)).isTrue();
        assertThat(takes("grpc_status_filter: {exclude: true, statuses: [NOT_FOUND]}"))
                .isFalse();
        Head trailers = heads.take(Head.Kind.RESPONSE_TRAILERS);
        trailers.add("grpc-status", "99");
        info.responseTrailers(trailers);
        assertThat(takes(notFound)).isFalse();
        assertThat(takes(unknown)).isFalse();
    }

    @Test
    void whatFiltersNotedIsMatchedAndAMissingValueIsTakenUnlessSaidOtherwise() {
        String matcher = "matcher: {filter: 'n', path: [{key: a}, {key: b}], value: {string_match: {prefix: 'y'}}}";
        assertThat(takes("metadata_filter: {" + matcher + "}")).isTrue();
        assertThat(takes("metadata_filter: {match_if_key_not_found: false, " + matcher + "}"))
                .isFalse();
        note(new MetadataSpec.Struct(ImmutableMap.of("b", new MetadataSpec.Text("yes"))));
        assertThat(takes("metadata_filter: {match_if_key_not_found: false, " + matcher + "}"))
                .isTrue();
        note(new MetadataSpec.Struct(ImmutableMap.of("b", new MetadataSpec.Decimal(3))));
        assertThat(takes("metadata_filter: {" + matcher + "}")).isFalse();
    }

    @Test
    void eachKindOfValueHasItsMatcher() {
        assertValue("{double_match: {range: {start: 3, end: 4}}}", new MetadataSpec.Decimal(3), true);
        assertValue("{double_match: {range: {start: 3, end: 4}}}", new MetadataSpec.Decimal(4), false);
        assertValue("{double_match: {exact: 4}}", new MetadataSpec.Decimal(4), true);
        assertValue("{bool_match: true}", new MetadataSpec.Flag(false), false);
        assertValue("{null_match: {}}", new MetadataSpec.Null(), true);
        assertValue("{present_match: true}", new MetadataSpec.Text(""), true);
        assertValue("{present_match: false}", new MetadataSpec.Text(""), false);
        MetadataSpec.Value list = new MetadataSpec.Sequence(ImmutableList.of(new MetadataSpec.Text("a")));
        assertValue("{list_match: {one_of: {string_match: {exact: a}}}}", list, true);
        assertValue("{or_match: {value_matchers: [{bool_match: true}, {present_match: true}]}}", list, true);
    }

    @Test
    void theMomentOfARecordCanBeAskedFor() {
        assertThat(takes("log_type_filter: {types: [DownstreamEnd]}")).isTrue();
        assertThat(takes("log_type_filter: {types: [DownstreamEnd], exclude: true}"))
                .isFalse();
        assertThat(takes("log_type_filter: {types: [TcpConnectionEnd]}")).isFalse();
    }

    @Test
    void whatCannotBeReadIsNamedWithItsPath() {
        assertThat(errors("extension_filter: {name: cel, typed_config: {'@type':"
                        + " type.googleapis.com/envoy.config.core.v3.Node}}"))
                .containsOnlyKeys("access_log[0].filter.extension_filter");
        assertThat(errors("and_filter: {filters: [{header_filter: {header: {name: a, string_match: {safe_regex:"
                        + " {regex: '('}}}}}, {not_health_check_filter: {}}]}"))
                .containsOnlyKeys(
                        "access_log[0].filter.and_filter.filters[0].header_filter.header.string_match.safe_regex.regex");
    }

    private void assertValue(String match, MetadataSpec.Value value, boolean expected) {
        note(value);
        assertThat(takes(
                        "metadata_filter: {match_if_key_not_found: false, matcher: {filter: 'n', path: [{key: a}], value: "
                                + match + "}}"))
                .as(match)
                .isEqualTo(expected);
    }

    private void note(MetadataSpec.Value value) {
        info.metadata(
                MetadataSource.DYNAMIC,
                MetadataSpec.NONE.with("n", new MetadataSpec.Struct(ImmutableMap.of("a", value))));
    }

    private void request(String name, String value) {
        Head head = heads.take(Head.Kind.REQUEST);
        head.add(name, value);
        info.requestHeaders(head);
    }

    private static RuntimeSpec runtime(String value) {
        return new RuntimeSpec(ImmutableList.of(new RuntimeSpec.StaticLayer("l", ImmutableMap.of("k", value))));
    }

    private boolean takes(String filter) {
        return takes(filter, RuntimeSpec.EMPTY);
    }

    private boolean takes(String filter, RuntimeSpec runtime) {
        TranslationSession session =
                new TranslationSession(new TestExtensions().ground().with(runtime));
        AccessLogFilter read =
                AccessLogFilters.read(message(filter).getFilter(), session.place("access_log[0].filter"));
        assertThat(session.problems().errors()).isEmpty();
        assertThat(read).isNotNull();
        return read.takes(info, AccessLogType.DOWNSTREAM_END);
    }

    private static Map<String, String> errors(String filter) {
        TranslationSession session = new TranslationSession(new TestExtensions().ground());
        ImmutableList<ExtensionSpec> made =
                session.place("").accessLogMessages("access_log", ImmutableList.of(message(filter)));
        assertThat(made).isEmpty();
        Map<String, String> errors = new LinkedHashMap<>();
        session.problems().errors().forEach(problem -> errors.put(problem.path(), problem.reason()));
        return errors;
    }

    private static AccessLog message(String filter) {
        Loaded<AccessLog> loaded = ConfigLoader.text(
                "test",
                Format.YAML,
                "{name: l, filter: {" + filter + "}, typed_config: {'@type':"
                        + " type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog, path: /x}}",
                AccessLog.getDefaultInstance(),
                UnknownFields.REFUSE);
        assertThat(loaded.errors()).isEmpty();
        return ((Loaded.Accepted<AccessLog>) loaded).message();
    }
}
