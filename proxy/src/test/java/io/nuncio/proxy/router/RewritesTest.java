package io.nuncio.proxy.router;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.nuncio.proxy.spec.MetadataSpec;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.http.RouterSpec;
import io.nuncio.proxy.spec.route.ClusterChoiceSpec;
import io.nuncio.proxy.spec.route.ForwardSpec;
import io.nuncio.proxy.spec.route.HeaderMutationsSpec;
import io.nuncio.proxy.spec.route.HeaderMutationsSpec.Addition;
import io.nuncio.proxy.spec.route.HeaderMutationsSpec.Append;
import io.nuncio.proxy.spec.route.HostRewriteSpec;
import io.nuncio.proxy.spec.route.PathRewriteSpec;
import io.nuncio.proxy.spec.route.VirtualClusterSpec;
import io.nuncio.proxy.spec.route.VirtualHostSpec;
import io.nuncio.proxy.spec.route.WeightedClusterSpec;
import io.nuncio.proxy.spi.http.LocalReply;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a route changes in requests and responses, and what it keeps of them. */
class RewritesTest {

    private static ForwardSpec forward(ClusterChoiceSpec cluster, ForwardSpec.Rewrites rewrites) {
        ForwardSpec plain = RouterHarness.toCluster();
        return new ForwardSpec(
                cluster,
                plain.clusterNotFoundStatus(),
                rewrites,
                plain.timeouts(),
                plain.retry(),
                plain.mirrors(),
                plain.upgrades(),
                plain.balancing());
    }

    private static ForwardSpec rewriting(PathRewriteSpec path, HostRewriteSpec host, boolean appends) {
        return forward(new ClusterChoiceSpec.Named("c"), new ForwardSpec.Rewrites(path, host, appends));
    }

    private static HeaderMutationsSpec adds(String name, String value, Append append) {
        return new HeaderMutationsSpec(
                ImmutableList.of(),
                ImmutableList.of(new Addition(HeaderName.of(name), value, Optional.empty(), append, false)));
    }

    private static VirtualHostSpec changing(VirtualHostSpec host, HeaderMutationsSpec both) {
        return new VirtualHostSpec(
                host.name(),
                host.domains(),
                host.routes(),
                host.requireTls(),
                both,
                both,
                false,
                false,
                MetadataSpec.NONE,
                ImmutableMap.of(),
                ImmutableList.of(VirtualClusterSpec.OTHER));
    }

    @Test
    void aNewPathKeepsTheOldOne() {
        try (RouterHarness h =
                new RouterHarness(rewriting(new PathRewriteSpec.Prefix("/n/"), HostRewriteSpec.NONE, false))) {
            h.request(true).ready();
            assertThat(h.seen().getFirst())
                    .isEqualTo("up0 GET h /n/p x-envoy-expected-rq-timeout-ms=15000 x-envoy-original-path=/p end");
        }
    }

    @Test
    void aNewAuthorityKeepsTheOldOneOnce() {
        try (RouterHarness h =
                new RouterHarness(rewriting(PathRewriteSpec.NONE, new HostRewriteSpec.Literal("n"), true))) {
            h.request(true, "x-forwarded-host", "a, h").ready();
            assertThat(h.seen().getFirst())
                    .contains("up0 GET n /p x-forwarded-host=a, h ")
                    .contains("x-envoy-original-host=h");
        }
    }

    @Test
    void suppressedEnvoyHeadersAreNotAdded() {
        try (RouterHarness h = new RouterHarness(
                rewriting(new PathRewriteSpec.Prefix("/n/"), new HostRewriteSpec.Literal("n"), false),
                host -> host,
                new RouterSpec(true, true, false, false, ImmutableList.of()))) {
            h.request(true).ready();
            h.respond(200, true);
            assertThat(h.seen()).containsExactly("up0 GET n /n/p end", "client 200 end");
        }
    }

    @Test
    void aHostThatIsKnownByNameGivesTheAuthority() {
        try (RouterHarness h = new RouterHarness(rewriting(PathRewriteSpec.NONE, new HostRewriteSpec.Auto(), false))) {
            h.cluster.host = new FakeCluster.FakeHost(80, "up.test");
            h.request(true).ready();
            assertThat(h.seen().getFirst()).startsWith("up0 GET up.test /p");
        }
    }

    @Test
    void aWeightedClusterChangesTheAuthorityWithoutATraceAndComesFirst() {
        WeightedClusterSpec weighted = new WeightedClusterSpec(
                new ClusterChoiceSpec.Named("c"),
                1,
                new HostRewriteSpec.Literal("w"),
                adds("x-w", "cluster", Append.APPEND_IF_EXISTS_OR_ADD),
                HeaderMutationsSpec.NONE,
                "",
                ImmutableMap.of());
        try (RouterHarness h = new RouterHarness(
                forward(
                        new ClusterChoiceSpec.Weighted(ImmutableList.of(weighted), 1),
                        new ForwardSpec.Rewrites(PathRewriteSpec.NONE, new HostRewriteSpec.Literal("r"), true)),
                host -> changing(host, adds("x-w", "host", Append.APPEND_IF_EXISTS_OR_ADD)),
                RouterSpec.DEFAULT)) {
            h.request(true).ready();
            assertThat(h.seen().getFirst())
                    .isEqualTo("up0 GET w /p x-envoy-expected-rq-timeout-ms=15000 x-w=cluster x-w=host end");
        }
    }

    @Test
    void repliesAreChangedTooAndARouteMaySayTheirType() {
        try (RouterHarness h = new RouterHarness(
                RouterHarness.toCluster(),
                host -> changing(host, adds("content-type", "text/html", Append.APPEND_IF_EXISTS_OR_ADD)),
                RouterSpec.DEFAULT)) {
            h.request(true).run(() -> h.stream.reply(LocalReply.of(429, "no", "why")));
            assertThat(h.seen()).contains("client 429 content-type=text/html content-length=2", "client data no end");
        }
    }

    @Test
    void requestsOfAVirtualClusterAreCountedThere() {
        try (RouterHarness h = new RouterHarness(
                RouterHarness.toCluster(), host -> changing(host, HeaderMutationsSpec.NONE), RouterSpec.DEFAULT)) {
            h.request(true).ready();
            h.respond(200, true);
            assertThat(h.info.virtualClusterName()).isEqualTo("other");
            assertThat(h.count("vhost.v.vcluster.other.upstream_rq_total")).isEqualTo(1);
            assertThat(h.count("vhost.v.vcluster.other.upstream_rq_200")).isEqualTo(1);
        }
    }

    @Test
    void aStrictHeaderThatIsNoNumberIsRefused() {
        try (RouterHarness h = new RouterHarness(
                RouterHarness.toCluster(),
                host -> host,
                new RouterSpec(true, false, false, false, ImmutableList.of(HeaderName.of("x-envoy-max-retries"))))) {
            h.request(true, "x-envoy-max-retries", "two");
            assertThat(h.seen()).contains("client data invalid header 'x-envoy-max-retries' with value 'two' end");
            assertThat(h.info.flags().shortText()).isEqualTo("IH");
        }
    }
}
