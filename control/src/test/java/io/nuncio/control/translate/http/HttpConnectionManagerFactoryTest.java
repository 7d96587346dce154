package io.nuncio.control.translate.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.nuncio.control.translate.ExtensionRegistry;
import io.nuncio.proxy.spec.bootstrap.RuntimeSpec;
import io.nuncio.proxy.spec.http.Http1Spec;
import io.nuncio.proxy.spec.http.HttpConnectionSpec;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.EscapedSlashes;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.Forwarding;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.Paths;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.Responses;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.Timeouts;
import io.nuncio.proxy.spi.NetworkFilterFactory;
import org.junit.jupiter.api.Test;

class HttpConnectionManagerFactoryTest {

    private static final String FILTERS = "http_filters: [" + ManagerUnderTest.ROUTER + "]";
    private static final String ROUTES = "route_config: {name: r}";
    private static final String BUFFER = "{name: buffer, typed_config: {'@type':"
            + " type.googleapis.com/envoy.extensions.filters.http.buffer.v3.Buffer, max_request_bytes: 1}";

    @Test
    void theServiceLoaderFindsIt() {
        assertThat(ExtensionRegistry.load(HttpConnectionManagerFactory.class.getClassLoader())
                        .names(NetworkFilterFactory.class))
                .contains("envoy.filters.network.http_connection_manager");
    }

    @Test
    void whatIsNotSaidIsAsEnvoyHasItByDefault() {
        HttpConnectionSpec spec = new ManagerUnderTest(ROUTES + ", " + FILTERS).spec();
        assertThat(spec.timeouts()).isEqualTo(Timeouts.DEFAULT);
        assertThat(spec.paths()).isEqualTo(Paths.AS_IT_CAME);
        assertThat(spec.http1()).isEqualTo(Http1Spec.DOWNSTREAM);
        assertThat(spec.responses()).isEqualTo(Responses.DEFAULT);
        assertThat(spec.forwarding()).isEqualTo(Forwarding.DEFAULT);
        assertThat(new ManagerUnderTest(ROUTES + ", " + FILTERS).errors()).isEmpty();
    }

    @Test
    void aTimeoutOfZeroIsForEver() {
        HttpConnectionSpec spec = new ManagerUnderTest(ROUTES
                        + ", stream_idle_timeout: 0s, drain_timeout: 0.25s, common_http_protocol_options: {idle_timeout: 0s,"
                        + " max_requests_per_connection: 7}, " + FILTERS)
                .spec();
        assertThat(spec.timeouts()).isEqualTo(new Timeouts(0, 0, 0, 0, 0, 0, 250, 1_000, 7, false));
    }

    @Test
    void theRuntimeSaysWhatTheMessageDoesNot() {
        RuntimeSpec runtime = new RuntimeSpec(ImmutableList.of(new RuntimeSpec.StaticLayer(
                "l",
                ImmutableMap.of(
                        "http_connection_manager.normalize_path", "100",
                        "http_connection_manager.path_with_escaped_slashes_action", "2",
                        "envoy.reloadable_features.max_request_headers_size_kb", "9",
                        "envoy.reloadable_features.max_request_headers_count", "8"))));
        HttpConnectionSpec spec = new ManagerUnderTest(ROUTES + ", " + FILTERS, runtime).spec();
        assertThat(spec.paths().normalize()).isTrue();
        assertThat(spec.paths().escapedSlashes()).isEqualTo(EscapedSlashes.REJECT_REQUEST);
        assertThat(spec.http1().headBytesMax()).isEqualTo(9 * 1024);
        assertThat(spec.http1().fieldsMax()).isEqualTo(8);
    }

    @Test
    void aChainEndsWithAFilterThatEndsIt() {
        assertThat(new ManagerUnderTest(ROUTES + ", http_filters: [" + BUFFER + "}]").errors())
                .containsExactly("http_filters[0]: Error: non-terminal filter named buffer of type"
                        + " envoy.filters.http.buffer is the last filter in a http filter chain.");
        assertThat(new ManagerUnderTest(ROUTES + ", http_filters: [" + ManagerUnderTest.ROUTER + ", "
                                + ManagerUnderTest.ROUTER + "]")
                        .errors())
                .containsExactly("http_filters[0]: Error: terminal filter named router of type"
                        + " envoy.filters.http.router must be the last filter in a http filter chain.");
        assertThat(new ManagerUnderTest(ROUTES + ", http_filters: ["
                                + ManagerUnderTest.ROUTER.replace("{name", "{disabled: true, name") + "]")
                        .errors())
                .containsExactly("http_filters[0]: Error: the last (terminal) filter (router) in the chain cannot be"
                        + " disabled by default.");
    }

    @Test
    void aChainMayBeEmptyAndNobodyAnswers() {
        assertThat(new ManagerUnderTest(ROUTES).errors()).isEmpty();
    }

    @Test
    void anUnknownFilterIsAnErrorUnlessItIsOptional() {
        String csrf =
                "{name: c, typed_config: {'@type': type.googleapis.com/envoy.extensions.filters.http.cors.v3.Cors}";
        assertThat(new ManagerUnderTest(ROUTES + ", http_filters: [" + csrf + "}, " + ManagerUnderTest.ROUTER + "]")
                        .errors())
                .singleElement()
                .asString()
                .startsWith("http_filters[0].typed_config: there is no extension of the kind http filter for 'c'");
        assertThat(new ManagerUnderTest(ROUTES + ", http_filters: [" + csrf + ", is_optional: true}, "
                                + ManagerUnderTest.ROUTER + "]")
                        .errors())
                .isEmpty();
    }

    @Test
    void aClusterOfARouteThatStandsInTheManagerHasToExist() {
        String routes =
                "route_config: {name: r, virtual_hosts: [{name: v, domains: ['*'], routes: [{match: {prefix: /},"
                        + " route: {cluster: %s}}]}]}, ";
        assertThat(new ManagerUnderTest(routes.formatted("known") + FILTERS).errors())
                .isEmpty();
        assertThat(new ManagerUnderTest(routes.formatted("other") + FILTERS).errors())
                .containsExactly(
                        "route_config.virtual_hosts[0].routes[0].route.cluster: route: unknown cluster 'other'");
    }

    @Test
    void anUpgradeThatStandsThereTwiceIsAnError() {
        assertThat(new ManagerUnderTest(
                                ROUTES + ", upgrade_configs: [{upgrade_type: websocket}, {upgrade_type: WebSocket}], "
                                        + FILTERS)
                        .errors())
                .containsExactly("upgrade_configs[1]: Error: multiple upgrade configs with the same name: 'WebSocket'");
    }
}
