package io.nuncio.control.translate.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.proxy.spec.route.BoundRoutes;
import io.nuncio.proxy.spec.route.RouteChain;
import io.nuncio.proxy.spec.route.RouteEntry;
import org.junit.jupiter.api.Test;

/** {@code typed_per_filter_config} at its four levels. */
class RouteBinderTest {

    private static final String BUFFER = "type.googleapis.com/envoy.extensions.filters.http.buffer.v3.Buffer";
    private static final String PER_ROUTE =
            "type.googleapis.com/envoy.extensions.filters.http.buffer.v3.BufferPerRoute";
    private static final String FILTER_CONFIG = "type.googleapis.com/envoy.config.route.v3.FilterConfig";

    private static String told(int bytes) {
        return "typed_per_filter_config: {b: {'@type': " + PER_ROUTE + ", buffer: {max_request_bytes: " + bytes + "}}}";
    }

    private static final String OFF = "typed_per_filter_config: {b: {'@type': " + FILTER_CONFIG + ", disabled: true}}";
    private static final String ON = "typed_per_filter_config: {b: {'@type': " + FILTER_CONFIG + ", config: {'@type': "
            + PER_ROUTE + ", buffer: {max_request_bytes: 9}}}}";

    private static BoundRoutes bound(boolean disabled, String table, String host, String... routes) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < routes.length; i++) {
            all.append("{match: {prefix: /")
                    .append(i)
                    .append("}, ")
                    .append(routes[i])
                    .append("},");
        }
        return new ManagerUnderTest("http_filters: [{name: b, disabled: " + disabled + ", typed_config: {'@type': "
                        + BUFFER + ", max_request_bytes: 1}}, " + ManagerUnderTest.ROUTER
                        + "], route_config: {name: r, "
                        + table + "virtual_hosts: [{name: v, domains: ['*'], " + host + "routes: [" + all + "]}]}")
                .bound();
    }

    private static RouteChain chain(BoundRoutes bound, int route, long random) {
        RouteEntry entry = bound.table().entries().get(route);
        return bound.filters(entry, random).ordinary();
    }

    @Test
    void theMoreSpecificLevelsComeLaterAndAreMergedOnce() {
        BoundRoutes bound = bound(
                false,
                told(1) + ", ",
                told(2) + ", ",
                "route: {cluster: known}, " + told(3),
                "route: {cluster: known}");
        assertThat(chain(bound, 0, 0).config(0)).isEqualTo("own[1, 2, 3]");
        assertThat(chain(bound, 1, 0).config(0)).isEqualTo("own[1, 2]");
        assertThat(chain(bound, 0, 0).config(1)).isNull();
        assertThat(bound.unrouted().ordinary().config(0)).isNull();
    }

    @Test
    void aWeightedClusterHasTheLastWord() {
        BoundRoutes bound = bound(
                false,
                "",
                told(1) + ", ",
                "route: {weighted_clusters: {clusters: [{name: known, weight: 1}, {name: known, weight: 1, " + told(5)
                        + "}]}}");
        assertThat(chain(bound, 0, 0).config(0)).isEqualTo("own[1]");
        assertThat(chain(bound, 0, 1).config(0)).isEqualTo("own[1, 5]");
    }

    @Test
    void aFilterIsSwitchedOffAndOnByTheMostSpecificLevelThatSaysSo() {
        BoundRoutes bound = bound(false, "", OFF + ", ", "route: {cluster: known}", "route: {cluster: known}, " + ON);
        assertThat(chain(bound, 0, 0).filters()).extracting(each -> each.name()).containsExactly("router");
        assertThat(chain(bound, 0, 0).places().asList()).containsExactly(1);
        assertThat(chain(bound, 1, 0).filters()).extracting(each -> each.name()).containsExactly("b", "router");
        assertThat(chain(bound, 1, 0).config(0)).isEqualTo("own[9]");
    }

    @Test
    void aFilterThatIsDisabledRunsOnlyWhereItIsConfigured() {
        BoundRoutes bound = bound(true, "", "", "route: {cluster: known}", "route: {cluster: known}, " + told(3));
        assertThat(bound.unrouted().ordinary().filters()).hasSize(1);
        assertThat(chain(bound, 0, 0).filters()).hasSize(1);
        assertThat(chain(bound, 1, 0).filters()).hasSize(2);
    }

    @Test
    void routesThatAreToldTheSameShareOneObject() {
        BoundRoutes bound =
                bound(false, told(1) + ", ", "", "route: {cluster: known}", "direct_response: {status: 200}");
        assertThat(bound.filters(bound.table().entries().get(0), 0))
                .isSameAs(bound.filters(bound.table().entries().get(1), 0))
                .isNotSameAs(bound.unrouted());
    }

    @Test
    void aConfigurationThatNobodyKnowsIsAnErrorUnlessItIsOptional() {
        String unknown = "'@type': type.googleapis.com/envoy.extensions.filters.http.cors.v3.CorsPolicy";
        assertThat(new ManagerUnderTest("route_config: {name: r, typed_per_filter_config: {c: {" + unknown + "}}}")
                        .errors())
                .containsExactly("route_config.typed_per_filter_config[\"c\"]: Didn't find a registered implementation"
                        + " for 'c' with type URL: 'envoy.extensions.filters.http.cors.v3.CorsPolicy'");
        assertThat(new ManagerUnderTest("route_config: {name: r, typed_per_filter_config: {c: {'@type': "
                                + FILTER_CONFIG + ", is_optional: true, config: {" + unknown + "}}}}")
                        .errors())
                .isEmpty();
    }
}
