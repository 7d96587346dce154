package io.nuncio.control.translate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.nuncio.control.load.ConfigLoader;
import io.nuncio.control.load.Format;
import io.nuncio.control.load.Loaded;
import io.nuncio.control.load.UnknownFields;
import io.nuncio.control.translate.TestExtensions;
import io.nuncio.control.translate.Translation;
import io.nuncio.proxy.spec.cluster.ConfiguredCluster;
import io.nuncio.proxy.spec.cluster.UpstreamHttpSpec;
import io.nuncio.proxy.spec.cluster.UpstreamHttpSpec.Version;
import io.nuncio.proxy.spec.http.Http1Spec;
import io.nuncio.proxy.spec.http.Http1Spec.NameSpelling;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UpstreamHttpTest {

    private static final String TYPE = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
    private static final String PATH = "typed_extension_protocol_options[\"" + TYPE + "\"]";

    @Test
    void aClusterThatSaysNothingSpeaksHttp1AndKeepsConnectionsForAnHour() {
        assertThat(read("")).isEqualTo(UpstreamHttpSpec.DEFAULT);
        assertThat(read(typed("explicit_http_config: {http_protocol_options: {}}")))
                .isEqualTo(UpstreamHttpSpec.DEFAULT);
    }

    @Test
    void limitsAndTimesAreThoseOfTheCommonOptions() {
        UpstreamHttpSpec spec = read(typed("explicit_http_config: {http_protocol_options: {}},"
                + " common_http_protocol_options: {idle_timeout: 0s, max_connection_duration: 2s,"
                + " max_stream_duration: 0.5s, max_requests_per_connection: 7, max_headers_count: 5,"
                + " max_response_headers_kb: 2}"));
        assertThat(spec)
                .isEqualTo(new UpstreamHttpSpec(
                        Version.HTTP1, Http1Spec.UPSTREAM.withLimits(2 * 1024, 5), 0, 2_000, 500, 7));
    }

    @Test
    void theOptionsOfHttp1SayHowItIsWritten() {
        Http1Spec spec = read(typed("explicit_http_config: {http_protocol_options: {send_fully_qualified_url: true,"
                        + " enable_trailers: true, allow_chunked_length: true, header_key_format:"
                        + " {stateful_formatter: {name: preserve_case, typed_config: {'@type':"
                        + " type.googleapis.com/envoy.extensions.http.header_formatters.preserve_case.v3"
                        + ".PreserveCaseFormatterConfig, forward_reason_phrase: true,"
                        + " formatter_type_on_envoy_headers: PROPER_CASE}}}}}"))
                .http1();
        assertThat(spec.sendAbsoluteUrl()).isTrue();
        assertThat(spec.trailers()).isTrue();
        assertThat(spec.chunkedLength()).isTrue();
        assertThat(spec.spelling()).isEqualTo(NameSpelling.PRESERVED_ELSE_PROPER);
        assertThat(spec.forwardReason()).isTrue();
        assertThat(read("http_protocol_options: {header_key_format: {proper_case_words: {}}}")
                        .http1()
                        .spelling())
                .isEqualTo(NameSpelling.PROPER_CASE);
    }

    @Test
    void aFormatterOfHeadersThatDoesNotExistIsNamed() {
        assertThat(errors("http_protocol_options: {header_key_format: {stateful_formatter: {name: odd, typed_config:"
                        + " {'@type': type.googleapis.com/envoy.config.core.v3.Node}}}}"))
                .containsOnlyKeys("http_protocol_options.header_key_format.stateful_formatter");
    }

    @Test
    void whatIsSpokenFollowsTheConfigurationOldOrNew() {
        assertThat(read(typed("use_downstream_protocol_config: {http2_protocol_options: {}}"))
                        .protocol())
                .isEqualTo(Version.AS_DOWNSTREAM);
        assertThat(read("protocol_selection: USE_DOWNSTREAM_PROTOCOL, http2_protocol_options: {},"
                                + " http_protocol_options: {}")
                        .protocol())
                .isEqualTo(Version.AS_DOWNSTREAM);
        assertThat(errors("http2_protocol_options: {}, http_protocol_options: {}"))
                .containsOnlyKeys("protocol_selection");
    }

    @Test
    void http2IsKeptAndTheLogSaysThatNothingServesItYet() {
        for (String fields :
                new String[] {"http2_protocol_options: {}", typed("explicit_http_config: {http2_protocol_options: {}}")
                }) {
            Translation<ConfiguredCluster> translation = translate(fields);
            assertThat(translation.value().orElseThrow().cluster().http().protocol())
                    .isEqualTo(Version.HTTP2);
            assertThat(translation.warnings())
                    .anySatisfy(warning -> assertThat(warning.toString()).contains("not served yet"));
        }
    }

    @Test
    void theProtocolIsSettledByAlpnOnlyWhereATransportSocketCanDoSo() {
        assertThat(errors(typed("auto_config: {}"))).containsOnlyKeys(PATH + ".auto_config");
    }

    @Test
    void typedOptionsReplaceTheOldFieldsButForTheRequestsOfAConnection() {
        UpstreamHttpSpec spec = read("max_requests_per_connection: 3, common_http_protocol_options: {idle_timeout: 1s},"
                + typed("explicit_http_config: {http_protocol_options: {}}"));
        assertThat(spec.idleMs()).isEqualTo(UpstreamHttpSpec.IDLE_DEFAULT_MS);
        assertThat(spec.requestsMax()).isEqualTo(3);
    }

    @Test
    void filtersOfUpstreamRequestsAreRefusedUnlessTheySayWhatThereIsAnyway() {
        String codec = "{name: c, typed_config: {'@type':"
                + " type.googleapis.com/envoy.extensions.filters.http.upstream_codec.v3.UpstreamCodec}}";
        String other = "{name: o, typed_config: {'@type':"
                + " type.googleapis.com/envoy.extensions.filters.http.buffer.v3.Buffer, max_request_bytes: 1}}";
        assertThat(errors(typed("explicit_http_config: {http_protocol_options: {}}, http_filters: [" + codec + "]")))
                .isEmpty();
        assertThat(errors(typed("explicit_http_config: {http_protocol_options: {}}, http_filters: [" + other + ", "
                        + codec + "]")))
                .containsOnlyKeys(PATH + ".http_filters[0]");
    }

    @Test
    void optionsOfAnUnknownExtensionAreRefused() {
        assertThat(errors("typed_extension_protocol_options: {odd: {'@type':"
                        + " type.googleapis.com/envoy.config.core.v3.Node}}"))
                .containsOnlyKeys("typed_extension_protocol_options[\"odd\"]");
    }

    private static String typed(String fields) {
        return "typed_extension_protocol_options: {" + TYPE + ": {'@type': type.googleapis.com/" + TYPE + ", " + fields
                + "}}";
    }

    private static UpstreamHttpSpec read(String fields) {
        Translation<ConfiguredCluster> translation = translate(fields);
        assertThat(translation.errors()).isEmpty();
        return translation.value().orElseThrow().cluster().http();
    }

    private static Map<String, String> errors(String fields) {
        Map<String, String> reasons = new LinkedHashMap<>();
        translate(fields).errors().forEach(problem -> reasons.put(problem.path(), problem.reason()));
        return reasons;
    }

    private static Translation<ConfiguredCluster> translate(String fields) {
        Loaded<Cluster> loaded = ConfigLoader.text(
                "test",
                Format.YAML,
                "{name: c" + (fields.isEmpty() ? "" : ", " + fields) + "}",
                Cluster.getDefaultInstance(),
                UnknownFields.REFUSE);
        assertThat(loaded.errors()).isEmpty();
        return ClusterTranslator.candidate(
                        ((Loaded.Accepted<Cluster>) loaded).message(), "", new TestExtensions().ground())
                .translate();
    }
}
