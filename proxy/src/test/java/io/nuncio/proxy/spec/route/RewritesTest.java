package io.nuncio.proxy.spec.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.re2j.Pattern;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.match.TestHeaders;
import io.nuncio.proxy.spec.route.ClusterChoiceSpec.Named;
import io.nuncio.proxy.spec.route.ClusterChoiceSpec.Weighted;
import io.nuncio.proxy.spec.route.RetryPolicySpec.BackOff;
import org.junit.jupiter.api.Test;

/** What becomes of requests on a route; the rewrites are what Envoy 1.40 was seen to do. */
class RewritesTest {

    @Test
    void whatTheRouteMatchedIsReplaced() {
        PathRewriteSpec toQ = new PathRewriteSpec.Prefix("/q/");
        assertThat(toQ.rewrite("/pre/a?b", new PathMatchSpec.Prefix("/pre/", false)))
                .isEqualTo("/q/a?b");
        assertThat(new PathRewriteSpec.Prefix("/q?x=1").rewrite("/ex?z", new PathMatchSpec.Exact("/ex", false)))
                .isEqualTo("/q?x=1?z");
        assertThat(new PathRewriteSpec.Prefix("/q").rewrite("/eXi?z", new PathMatchSpec.Exact("/EXI", true)))
                .isEqualTo("/q?z");
        assertThat(new PathRewriteSpec.Prefix("/all")
                        .rewrite("/re/a?q", new PathMatchSpec.Regex(Pattern.compile("/re/.*"))))
                .isEqualTo("/all?q");
        assertThat(new PathRewriteSpec.Prefix("/").rewrite("/slash/a", new PathMatchSpec.Prefix("/slash", false)))
                .isEqualTo("//a");
        assertThat(new PathRewriteSpec.Prefix("/x")
                        .rewrite("/sep/a?q", new PathMatchSpec.SeparatedPrefix("/sep", false)))
                .isEqualTo("/x/a?q");
        assertThat(PathRewriteSpec.NONE.rewrite("/a", new PathMatchSpec.Exact("/a", false)))
                .isNull();
    }

    @Test
    void anExpressionReplacesInThePathAsOftenAsItFinds() {
        assertThat(regex("o", "0").replaceAll("/multi/foo")).isEqualTo("/multi/f00");
        assertThat(new PathRewriteSpec.Regex(regex("o", "0")).rewrite("/foo?o", new PathMatchSpec.Prefix("/", false)))
                .isEqualTo("/f00?o");
        assertThat(regex("zzz", "0").replaceAll("/nomatch")).isEqualTo("/nomatch");
        assertThat(regex("b*", "-").replaceAll("abba")).isEqualTo("-a-a-");
        assertThat(regex("(a)|(b)", "[\\1\\2]").replaceAll("ab")).isEqualTo("[a][b]");
    }

    @Test
    void anOddSubstitutionIsReadAsRe2ReadsIt() {
        assertThat(regex("a", "\\1").oddity()).contains("group 1 of 0");
        assertThat(regex("a", "\\1").replaceAll("xax")).isEqualTo("xax");
        assertThat(regex("a", "y\\n").oddity()).contains("dropped");
        assertThat(regex("a", "y\\n").replaceAll("xax")).isEqualTo("xyx");
        assertThat(regex("a", "y\\").replaceAll("xax")).isEqualTo("xyx");
        assertThat(regex("(a)", "\\\\\\1").oddity()).isEmpty();
        assertThat(regex("(a)", "\\\\\\1").replaceAll("xax")).isEqualTo("x\\ax");
    }

    @Test
    void theAuthorityComesFromAConstantAFieldOrThePath() {
        TestHeaders headers = TestHeaders.of(":path", "/hr/a.test/x?q", "a", "b.test", "e", "");
        assertThat(new HostRewriteSpec.Literal("l").rewrite(headers)).isEqualTo("l");
        assertThat(new HostRewriteSpec.Header(HeaderName.of("A")).rewrite(headers))
                .isEqualTo("b.test");
        assertThat(new HostRewriteSpec.Header(HeaderName.of("e")).rewrite(headers))
                .isNull();
        assertThat(new HostRewriteSpec.Header(HeaderName.of("no")).rewrite(headers))
                .isNull();
        HostRewriteSpec fromPath = new HostRewriteSpec.PathRegex(regex("^/hr/(.+)/.*$", "\\1"));
        assertThat(fromPath.rewrite(headers)).isEqualTo("a.test");
        assertThat(fromPath.rewrite(TestHeaders.of(":path", "/h0?q"))).isEqualTo("/h0");
        assertThat(new HostRewriteSpec.Auto().rewrite(headers)).isNull();
    }

    @Test
    void aWeightedClusterGetsItsShareByTheRandomNumber() {
        Weighted weighted = new Weighted(
                ImmutableList.of(weight("a", 1), weight("none", 0), weight("b", 3_000_000_000L), weight("c", 2)),
                3_000_000_003L);
        assertThat(picked(weighted, 0)).isEqualTo("a");
        assertThat(picked(weighted, 1)).isEqualTo("b");
        assertThat(picked(weighted, 3_000_000_000L)).isEqualTo("b");
        assertThat(picked(weighted, 3_000_000_001L)).isEqualTo("c");
        assertThat(picked(weighted, 3_000_000_003L)).isEqualTo("a");
        // As an unsigned number, 2^64 - 1: the rest is 262,807,560.
        assertThat(picked(weighted, -1)).isEqualTo("b");
    }

    @Test
    void theWordsOfRetryOn() {
        int set = RetryCondition.parse(" 5xx , reset,junk,,cancelled,unavailable");
        assertThat(RetryCondition.FIVE_XX.in(set)).isTrue();
        assertThat(RetryCondition.RESET.in(set)).isTrue();
        assertThat(RetryCondition.GRPC_CANCELLED.in(set)).isTrue();
        assertThat(RetryCondition.GRPC_UNAVAILABLE.in(set)).isTrue();
        assertThat(Integer.bitCount(set)).isEqualTo(4);
        assertThat(RetryCondition.parseHttp("5xx,cancelled")).isEqualTo(RetryCondition.FIVE_XX.bit());
        assertThat(RetryCondition.parseGrpc("5xx,cancelled")).isEqualTo(RetryCondition.GRPC_CANCELLED.bit());
        assertThat(RetryCondition.parse("")).isZero();
        assertThat(RetryCondition.parse("5XX")).isZero();
    }

    @Test
    void theWaitDoublesUpToItsMaximum() {
        BackOff backOff = new BackOff(25, 90, ImmutableList.of(), 0);
        assertThat(backOff.waitMs(0, 24)).isEqualTo(24);
        assertThat(backOff.waitMs(0, 25)).isZero();
        assertThat(backOff.waitMs(1, 49)).isEqualTo(49);
        assertThat(backOff.waitMs(1, 50)).isZero();
        assertThat(backOff.waitMs(2, 89)).isEqualTo(89);
        assertThat(backOff.waitMs(2, 90)).isZero();
        assertThat(backOff.waitMs(1_000_000, -1)).isBetween(0L, 89L);
    }

    private static String picked(Weighted weighted, long random) {
        return ((Named) weighted.pick(random).cluster()).cluster();
    }

    private static WeightedClusterSpec weight(String name, long weight) {
        return new WeightedClusterSpec(
                new Named(name),
                weight,
                HostRewriteSpec.NONE,
                HeaderMutationsSpec.NONE,
                HeaderMutationsSpec.NONE,
                "",
                ImmutableMap.of());
    }

    private static RegexRewriteSpec regex(String expression, String substitution) {
        return new RegexRewriteSpec(Pattern.compile(expression), substitution);
    }
}
