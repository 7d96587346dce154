package io.nuncio.control.translate.route;

import static io.nuncio.control.translate.route.TestRoutes.errors;
import static io.nuncio.control.translate.route.TestRoutes.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.proxy.spec.route.ForwardSpec;
import io.nuncio.proxy.spec.route.RouteSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Templates of paths: what they take, what they make of it, and which are refused. */
class UriTemplatesTest {

    private static String match(String template) {
        return "match: {path_match_policy: {name: envoy.path.match.uri_template.uri_template_matcher, typed_config: {"
                + "'@type': type.googleapis.com/envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig, "
                + "path_template: '" + template + "'}}}";
    }

    private static String rewrite(String template) {
        return ", route: {cluster: u1, path_rewrite_policy: {name: envoy.path.rewrite.uri_template, typed_config: {"
                + "'@type': type.googleapis.com/envoy.extensions.path.rewrite.uri_template.v3.UriTemplateRewriteConfig, "
                + "path_template_rewrite: '" + template + "'}}}";
    }

    @ParameterizedTest
    @CsvSource({
        "/a/*/c, /a/b/c, true",
        "/a/*/c, /a/b/b/c, false",
        "/a/*/c, /a//c, false",
        "/a/**, /a/b/c, true",
        "/a/**, /a/, true",
        "/a/**, /b/c, false",
        "/{x}/y, /q/y, true",
        "/{x=a/*}/y, /a/q/y, true",
        "/{x=a/*}/y, /b/q/y, false",
        "/t/{a}/{b=**}.end, /t/1/2/3.end, true",
        "/t/{a}/{b=**}.end, /t/1/2/3.and, false",
        "/a.c, /abc, false",
        "/a.c, /a.c, true",
    })
    void whatATemplateTakes(String template, String path, boolean taken) {
        RouteSpec route = route(match(template) + ", route: {cluster: u1}");
        assertThat(route.match().path().matches(path, path.length())).isEqualTo(taken);
    }

    @Test
    void aRewritePutsWhatNamesTookElsewhereAndKeepsTheQuery() {
        RouteSpec route = route(match("/tp/{a}/{b=**}") + rewrite("/n/{b}/{a}"));
        ForwardSpec forward = (ForwardSpec) route.action();
        assertThat(forward.rewrites()
                        .path()
                        .rewrite("/tp/1/2/3?q=1", route.match().path()))
                .isEqualTo("/n/2/3/1?q=1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "/a//b",
                "/**/a",
                "/a*",
                "/{a}b/c",
                "/{a}/{a}",
                "/{1a}",
                "/{averylongvariablename}",
                "/{a={b}}",
                "/{a",
                "/[",
                "/{a}/{b}/{c}/{d}/{e}/{f}"
            })
    void whatIsNoTemplateIsRefused(String template) {
        assertThat(errors(match(template) + ", route: {cluster: u1}"))
                .containsOnlyKeys("match.path_match_policy.typed_config.path_template");
    }

    @Test
    void aRewriteThatAsksForANameThatIsNotThereIsRefused() {
        assertThat(errors(match("/{a}") + rewrite("/{b}")))
                .containsOnlyKeys("route.path_rewrite_policy.typed_config.path_template_rewrite");
    }

    @Test
    void aRewriteNeedsAMatchOfItsKind() {
        assertThat(errors("match: {prefix: /}" + rewrite("/a"))).containsOnlyKeys("route.path_rewrite_policy");
    }
}
