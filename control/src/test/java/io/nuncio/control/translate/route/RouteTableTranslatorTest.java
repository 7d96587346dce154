package io.nuncio.control.translate.route;

import static io.nuncio.control.translate.route.TestRoutes.errors;
import static io.nuncio.control.translate.route.TestRoutes.errorsOfTable;
import static io.nuncio.control.translate.route.TestRoutes.forward;
import static io.nuncio.control.translate.route.TestRoutes.route;
import static io.nuncio.control.translate.route.TestRoutes.table;
import static io.nuncio.control.translate.route.TestRoutes.toCluster;
import static io.nuncio.control.translate.route.TestRoutes.translate;
import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.route.DirectResponseSpec;
import io.nuncio.proxy.spec.route.FilterConfigSpec;
import io.nuncio.proxy.spec.route.HeaderMutationsSpec.Addition;
import io.nuncio.proxy.spec.route.HeaderMutationsSpec.Append;
import io.nuncio.proxy.spec.route.RetryCondition;
import io.nuncio.proxy.spec.route.RetryPolicySpec;
import io.nuncio.proxy.spec.route.RouteTable;
import io.nuncio.proxy.spec.route.RouteTableSpec;
import io.nuncio.proxy.spec.route.TimeoutsSpec;
import io.nuncio.proxy.spi.format.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken and what is refused; Envoy 1.40 was asked about each of them. */
class RouteTableTranslatorTest {

    private static final String ROUTE = "routes: [{match: {prefix: /}, route: {cluster: u1}}]";

    @Test
    void virtualHostsMayShareTheirNameButNotADomain() {
        assertThat(errorsOfTable("{virtual_hosts: [{name: v, domains: [a, 'a*b', '*a*'], " + ROUTE
                        + "}, {name: v, domains: [b]}]}"))
                .isEmpty();
        assertThat(errorsOfTable("{name: rc, virtual_hosts: [{name: v, domains: ['*', a, '*.b']},"
                        + " {name: w, domains: ['*.B', 'A', '*']}]}"))
                .containsEntry(
                        "virtual_hosts[1].domains[0]",
                        "Only unique values for domains are permitted. Duplicate entry of domain *.b in route rc")
                .containsKey("virtual_hosts[1].domains[1]")
                .containsEntry("virtual_hosts[1].domains[2]", "Only a single wildcard domain is permitted in route rc");
    }

    @Test
    void aDomainIsFoundByItsBytesAsTheyStandInARequest() {
        RouteTableSpec spec = translate(
                        "{virtual_hosts: [{name: v, domains: ['b\u00fc.com'], " + ROUTE + "}]}",
                        new RouteScope(false, name -> true))
                .value()
                .orElseThrow();
        RouteTable table = new RouteTable(spec);
        assertThat(table.virtualHost("b\u00c3\u00bc.com")).isNotNull();
        assertThat(table.virtualHost("b\u00fc.com")).isNull();
    }

    @Test
    void aTableInAConnectionManagerNamesClustersThatExist() {
        String unknown = "match: {prefix: /}, route: {cluster: nope}";
        assertThat(errors(unknown)).containsEntry("route.cluster", "route: unknown cluster 'nope'");
        assertThat(errorsOfTable(table(unknown).replace("{name: rc", "{name: rc, validate_clusters: false")))
                .isEmpty();
        RouteScope resource = new RouteScope(false, name -> false);
        assertThat(translate(table(unknown), resource).errors()).isEmpty();
        assertThat(translate(table(unknown).replace("{name: rc", "{name: rc, validate_clusters: true"), resource)
                        .errors())
                .hasSize(1);
        assertThat(errors(toCluster("request_mirror_policies: [{cluster: nope}]")))
                .containsEntry("route.request_mirror_policies[0].cluster", "route: unknown shadow cluster 'nope'");
    }

    @Test
    void weightsAddUpToSomething() {
        assertThat(errors(weighted("{name: u1, weight: 0}")))
                .containsEntry(
                        "route.weighted_clusters.clusters",
                        "Sum of weights in the weighted_cluster must be greater than 0.");
        assertThat(errors(weighted("{name: u1, weight: 4294967295}, {name: u2, weight: 1}")))
                .containsKey("route.weighted_clusters.clusters");
        assertThat(errors(weighted("{name: u1}, {name: u2, weight: 1}")))
                .containsOnlyKeys("route.weighted_clusters.clusters[0].weight");
        assertThat(errors(weighted("{name: nope, weight: 1}")))
                .containsEntry("route.weighted_clusters.clusters[0].name", "route: unknown weighted cluster 'nope'");
        assertThat(errors(weighted("{name: u1, cluster_header: x, weight: 1}, {weight: 1}")))
                .containsOnlyKeys("route.weighted_clusters.clusters[0]", "route.weighted_clusters.clusters[1]");
        assertThat(errors(weighted("{name: u1, weight: 10}").replace("clusters: [", "total_weight: 100, clusters: [")))
                .isEmpty();
    }

    private static String weighted(String clusters) {
        return "match: {prefix: /}, route: {weighted_clusters: {clusters: [" + clusters + "]}}";
    }

    @Test
    void thePartsOfTheRequestLineAreNoHeaderFields() {
        for (String name : new String[] {"':path'", "':authority'", "host", "Host", "':method'"}) {
            String add = "request_headers_to_add: [{header: {key: " + name + ", value: x}}]";
            assertThat(errors(toCluster("") + ", " + add))
                    .containsEntry(
                            "request_headers_to_add[0].header.key", ":-prefixed or host headers may not be modified");
            assertThat(errors(toCluster("") + ", response_headers_to_remove: [" + name + "]"))
                    .containsEntry("response_headers_to_remove[0]", ":-prefixed or host headers may not be removed");
        }
    }

    @Test
    void aValueIsTextOrAFormat() {
        Addition literal = addition("{header: {key: A, value: '100%%'}}");
        assertThat(literal.name()).isEqualTo(HeaderName.of("a"));
        assertThat(literal.text()).isEqualTo("100%");
        assertThat(literal.format()).isEmpty();
        assertThat(literal.append()).isEqualTo(Append.APPEND_IF_EXISTS_OR_ADD);
        Addition format = addition("{header: {key: a, value: 'x%PROTOCOL%'}, append: false, keep_empty_value: true}");
        assertThat(format.format().orElseThrow().as(Format.class)).isNotNull();
        assertThat(format.append()).isEqualTo(Append.OVERWRITE_IF_EXISTS_OR_ADD);
        assertThat(format.keepEmpty()).isTrue();
        assertThat(addition("{header: {key: a, raw_value: 'w7zD'}}").text()).isEqualTo("\u00c3\u00bc\u00c3");
        assertThat(addition("{header: {key: a}}").text()).isEmpty();
        assertThat(errors(adds("{header: {key: a, value: '100%'}}")))
                .containsEntry(
                        "request_headers_to_add[0].header.value",
                        "Incorrect configuration: 100%. Couldn't find valid command at position 3");
        assertThat(errors(adds("{header: {key: a, value: '%NOPE%'}}")))
                .containsKey("request_headers_to_add[0].header.value");
        assertThat(errors(adds("{header: {key: a}, append: true, append_action: ADD_IF_ABSENT}")))
                .containsEntry(
                        "request_headers_to_add[0].append",
                        "Both append and append_action are set and it's not allowed");
    }

    private static String adds(String option) {
        return toCluster("") + ", request_headers_to_add: [" + option + "]";
    }

    private static Addition addition(String option) {
        return route(adds(option)).requestMutations().additions().get(0);
    }

    @Test
    void expressionsAreRe2sAndOfASize() {
        assertThat(errors("match: {safe_regex: {regex: '('}}, route: {cluster: u1}"))
                .containsOnlyKeys("match.safe_regex.regex");
        assertThat(errors("match: {safe_regex: {regex: '(a{1000}){1}b{900}'}}, route: {cluster: u1}"))
                .containsEntry(
                        "match.safe_regex.regex",
                        "regex '(a{1000}){1}b{900}' RE2 program size of 1906 > max program size of 100 set for the"
                                + " error level threshold. Increase configured max program size if necessary.");
        assertThat(errors("match: {safe_regex: {regex: '" + "a".repeat(96) + "'}}, route: {cluster: u1}"))
                .isEmpty();
        assertThat(errors("match: {safe_regex: {regex: '" + "a".repeat(97) + "'}}, route: {cluster: u1}"))
                .isNotEmpty();
        assertThat(errors("match: {safe_regex: {google_re2: {max_program_size: 2000}, regex: '(a{1000}){1}b{900}'}},"
                        + " route: {cluster: u1}"))
                .isEmpty();
    }

    @Test
    void aSubstitutionThatIsOddIsTakenWithAWarning() {
        String rewrite = "regex_rewrite: {pattern: {regex: a}, substitution: '\\1'}";
        assertThat(translate(table(toCluster(rewrite))).errors()).isEmpty();
        assertThat(translate(table(toCluster(rewrite))).warnings())
                .extracting(problem -> problem.path())
                .contains("virtual_hosts[0].routes[0].route.regex_rewrite.substitution");
        assertThat(errors(toCluster("prefix_rewrite: /a, " + rewrite))).containsOnlyKeys("route.regex_rewrite");
    }

    @Test
    void theRoutesRetryPolicyTakesThePlaceOfTheVirtualHosts() {
        String yaml = "{virtual_hosts: [{name: v, domains: ['*'], retry_policy: {retry_on: 5xx, num_retries: 7},"
                + " routes: [{match: {prefix: /a}, route: {cluster: u1}},"
                + " {match: {prefix: /b}, route: {cluster: u1, retry_policy: {retry_on: 'reset,junk,cancelled'}}}]}]}";
        RouteTableSpec spec = translate(yaml).value().orElseThrow();
        assertThat(retry(spec, 0).retriesMax()).isEqualTo(7);
        assertThat(retry(spec, 1).retriesMax()).isEqualTo(1);
        assertThat(retry(spec, 1).retryOn())
                .isEqualTo(RetryCondition.RESET.bit() | RetryCondition.GRPC_CANCELLED.bit());
        assertThat(retry(spec, 1).backOff()).isEqualTo(RetryPolicySpec.BackOff.DEFAULT);
    }

    private static RetryPolicySpec retry(RouteTableSpec spec, int route) {
        return ((io.nuncio.proxy.spec.route.ForwardSpec)
                        spec.virtualHosts().get(0).routes().get(route).action())
                .retry()
                .orElseThrow();
    }

    @Test
    void aRetryPolicyIsChecked() {
        assertThat(errors(toCluster("retry_policy: {retry_back_off: {base_interval: 1s, max_interval: 0.5s}}")))
                .containsEntry(
                        "route.retry_policy.retry_back_off.max_interval",
                        "retry_policy.max_interval must greater than or equal to the base_interval");
        assertThat(forward("retry_policy: {retry_back_off: {base_interval: 0.0001s}}")
                        .retry()
                        .orElseThrow()
                        .backOff()
                        .maxMs())
                .isEqualTo(10);
        assertThat(errors(toCluster("retry_policy: {retry_host_predicate: [{name: previous_hosts}]}")))
                .containsOnlyKeys("route.retry_policy.retry_host_predicate[0]");
        RetryPolicySpec.HostSelection hosts = forward(
                        "retry_policy: {host_selection_retry_max_attempts: 5,"
                                + " retry_host_predicate: [{name: any, typed_config: {'@type':"
                                + " type.googleapis.com/envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate}}]}")
                .retry()
                .orElseThrow()
                .hosts();
        assertThat(hosts).isEqualTo(new RetryPolicySpec.HostSelection(true, false, 5));
    }

    @Test
    void timeoutsHaveEnvoysDefaults() {
        assertThat(forward("").timeouts()).isEqualTo(TimeoutsSpec.DEFAULT);
        TimeoutsSpec timeouts = forward(
                        "timeout: 0s, idle_timeout: 1.5s, max_stream_duration: {grpc_timeout_header_max: 0s}")
                .timeouts();
        assertThat(timeouts.routeTimeoutMs()).isZero();
        assertThat(timeouts.idleTimeoutMs()).isEqualTo(OptionalLong.of(1_500));
        assertThat(timeouts.grpc().headerMaxMs()).isEqualTo(OptionalLong.of(0));
        assertThat(errors(toCluster("timeout: -1s"))).containsOnlyKeys("route.timeout");
    }

    @Test
    void aDirectResponseHasABodyOfASize(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("body");
        Files.writeString(file, "from a file");
        assertThat(body("{filename: '" + file + "'}")).isEqualTo("from a file");
        assertThat(body("{inline_string: text}")).isEqualTo("text");
        assertThat(body("{inline_bytes: 'dGV4dA=='}")).isEqualTo("text");
        assertThat(errors(direct("{filename: '" + folder + "/none'}")))
                .containsEntry("direct_response.body.filename", "file " + folder + "/none does not exist");
        String large = direct("{inline_string: " + "x".repeat(4097) + "}");
        assertThat(errors(large))
                .containsEntry("direct_response.body", "response body size is 4097 bytes; maximum is 4096");
        assertThat(errorsOfTable(
                        table(large).replace("{name: rc", "{name: rc, max_direct_response_body_size_bytes: 5000")))
                .isEmpty();
    }

    private static String direct(String body) {
        return "match: {prefix: /}, direct_response: {status: 200, body: " + body + "}";
    }

    private static String body(String body) {
        return ((DirectResponseSpec) route(direct(body)).action()).body().toString();
    }

    @Test
    void configurationsOfFiltersAreTakenOutOfTheirWrapper() {
        String config = "{'@type': type.googleapis.com/envoy.extensions.filters.http.cors.v3.CorsPolicy}";
        String wrapper = "'@type': type.googleapis.com/envoy.config.route.v3.FilterConfig";
        FilterConfigSpec plain = filterConfig(config);
        assertThat(plain.typeUrl()).endsWith("/envoy.extensions.filters.http.cors.v3.CorsPolicy");
        assertThat(plain.disabled()).isFalse();
        FilterConfigSpec wrapped = filterConfig("{" + wrapper + ", is_optional: true, config: " + config + "}");
        assertThat(wrapped.typeUrl()).isEqualTo(plain.typeUrl());
        assertThat(wrapped.optional()).isTrue();
        assertThat(filterConfig("{" + wrapper + ", disabled: true}").disabled()).isTrue();
        assertThat(errors(toCluster("") + ", typed_per_filter_config: {f: {" + wrapper + "}}"))
                .containsEntry(
                        "typed_per_filter_config[\"f\"]",
                        "Empty route/virtual host per filter configuration for f filter");
    }

    private static FilterConfigSpec filterConfig(String config) {
        FilterConfigSpec spec = route(toCluster("") + ", typed_per_filter_config: {f: " + config + "}")
                .details()
                .filterConfigs()
                .get("f");
        assertThat(spec).isNotNull();
        return spec;
    }

    @Test
    void upgradesAndMirrorsAreChecked() {
        assertThat(errors(toCluster("upgrade_configs: [{upgrade_type: websocket}, {upgrade_type: WebSocket}]")))
                .containsEntry("route.upgrade_configs[1].upgrade_type", "Duplicate upgrade WebSocket");
        assertThat(errors(toCluster("upgrade_configs: [{upgrade_type: websocket, connect_config: {}}]")))
                .containsEntry(
                        "route.upgrade_configs[0].connect_config",
                        "Non-CONNECT upgrade type websocket has ConnectConfig");
        assertThat(errors(toCluster("request_mirror_policies: [{}, {cluster: u1, cluster_header: x}]")))
                .containsOnlyKeys("route.request_mirror_policies[0]", "route.request_mirror_policies[1]");
    }

    @Test
    void whatIsNotBuiltIsNamed() {
        assertThat(errors(toCluster("hedge_policy: {hedge_on_per_try_timeout: true}")))
                .containsEntry("route.hedge_policy", "is not supported yet (hedging)");
        assertThat(errors("match: {prefix: /, tls_context: {presented: true}}, route: {cluster: u1}"))
                .containsOnlyKeys("match.tls_context");
        assertThat(errors(weighted("{name: u1, weight: 1}").replace("clusters: [", "header_name: x, clusters: [")))
                .containsOnlyKeys("route.weighted_clusters.header_name");
    }
}
