package io.nuncio.control.dump;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.nuncio.control.dump.ResourceDump.Dynamic;
import io.nuncio.proxy.spec.Address;
import io.nuncio.proxy.spec.cluster.HostSpec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Texts are those of Envoy 1.40, but for the order of fields. */
class ConfigDumpTest {

    private static final long AT_MS = 1_795_336_284_893L;
    private static final String AT = "2026-11-22T08:31:24.893Z";

    private static final Cluster TLS_CLUSTER = Cluster.newBuilder()
            .setName("tls")
            .setTransportSocket(TransportSocket.newBuilder()
                    .setName("tls")
                    .setTypedConfig(Any.pack(UpstreamTlsContext.newBuilder()
                            .setCommonTlsContext(CommonTlsContext.newBuilder()
                                    .addTlsCertificates(TlsCertificate.newBuilder()
                                            .setCertificateChain(
                                                    DataSource.newBuilder().setInlineString("public"))
                                            .setPrivateKey(
                                                    DataSource.newBuilder().setInlineString("hush"))))
                            .build())))
            .build();

    private final ConfigDump dump = new ConfigDump(new DumpedParts(
            Bootstrap.getDefaultInstance(),
            AT_MS,
            new ResourceDump(
                    "7",
                    ImmutableList.of(state("", TLS_CLUSTER), state("", cluster("plain"))),
                    ImmutableList.of(new Dynamic(
                            "later",
                            Optional.of(state("6", cluster("later"))),
                            Optional.of(state("7", cluster("later"))),
                            ImmutableList.of(),
                            Optional.empty()))),
            new ResourceDump(
                    "3",
                    ImmutableList.of(state("", listener("front"))),
                    ImmutableList.of(new Dynamic(
                            "moved",
                            Optional.empty(),
                            Optional.empty(),
                            ImmutableList.of(state("2", listener("moved"))),
                            Optional.of(new ErrorState(
                                    "3", new ResourceMessage(listener("moved")), AT_MS, "no such port"))))),
            new ResourceDump("", ImmutableList.of(), ImmutableList.of()),
            ImmutableList.of(new DumpedHosts(
                    "svc",
                    false,
                    140,
                    ImmutableList.of(new HostSpec(
                            new Address.Socket("127.0.0.1", 80),
                            "",
                            1,
                            0,
                            HostSpec.Locality.NONE,
                            HostSpec.Health.HEALTHY))))));

    @Test
    void everyKindHasItsSection() {
        String all = get(null, null, false);
        assertThat(all)
                .startsWith(
                        "{\n \"configs\": [\n  {\n   \"@type\": \"type.googleapis.com/envoy.admin.v3.BootstrapConfigDump\"")
                .contains("admin.v3.ClustersConfigDump\"", "admin.v3.ListenersConfigDump\"")
                .contains("admin.v3.ScopedRoutesConfigDump\"", "admin.v3.RoutesConfigDump\"")
                .contains("admin.v3.SecretsConfigDump\"")
                .doesNotContain("EndpointsConfigDump")
                .contains("\"last_updated\": \"" + AT + "\"")
                .endsWith("\n}\n");
    }

    @Test
    void secretsAreTakenOutInsideOfAnyToo() {
        assertThat(get("static_clusters", null, false))
                .contains("[redacted]", "\"public\"")
                .doesNotContain("hush");
    }

    @Test
    void staticClustersAreSortedByName() {
        String text = get("static_clusters", "cluster.name", false);
        assertThat(text.indexOf("plain")).isPositive().isLessThan(text.indexOf("\"tls\""));
        assertThat(text).doesNotContain("last_updated").doesNotContain("transport_socket");
    }

    @Test
    void whatCameLaterHasItsVersions() {
        assertThat(get("dynamic_active_clusters", null, false)).contains("\"version_info\": \"6\"");
        assertThat(get("dynamic_warming_clusters", null, false)).contains("\"version_info\": \"7\"");
        assertThat(get("dynamic_listeners", null, false))
                .contains("\"draining_state\"", "\"error_state\"", "\"details\": \"no such port\"");
    }

    @Test
    void tablesInsideOfListenersAreFound() {
        assertThat(get("static_route_configs", null, false)).contains("\"name\": \"table of front\"");
    }

    @Test
    void hostsAreShownWhenAskedFor() {
        assertThat(get("static_endpoint_configs", null, true))
                .contains("\"cluster_name\": \"svc\"", "\"health_status\": \"HEALTHY\"", "\"health_check_config\": {}");
        assertThat(answer("static_endpoint_configs", null, false).status()).isEqualTo(404);
    }

    @Test
    void aMaskLeavesTheSectionsThatHaveSuchFields() {
        assertThat(get(null, "static_listeners", false))
                .contains("ListenersConfigDump")
                .doesNotContain("ClustersConfigDump")
                .doesNotContain("dynamic_listeners");
    }

    @Test
    void whatCannotBeShownIsRefused() {
        assertThat(answer("nope", null, false)).isEqualTo(new ConfigDump.Answer(404, "nope not found in config dump"));
        assertThat(answer("bootstrap", null, false))
                .isEqualTo(new ConfigDump.Answer(
                        400, "bootstrap is not a repeated field. Use ?mask=bootstrap to get only this field"));
        assertThat(answer("static_clusters", "foo", false).status()).isEqualTo(400);
        assertThat(answer("static_clusters", "cluster.foo", false).text())
                .startsWith("FieldMask ")
                .endsWith(" could not be successfully used.");
    }

    @Test
    void namesChoose() {
        ConfigDump.Answer answer =
                dump.answer(new ConfigDump.Query(Optional.empty(), Optional.empty(), "plain"::equals, false));
        assertThat(answer.text())
                .contains("\"plain\"")
                .doesNotContain("\"front\"")
                .doesNotContain("\"later\"");
    }

    private String get(@Nullable String resource, @Nullable String mask, boolean hosts) {
        ConfigDump.Answer answer = answer(resource, mask, hosts);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.text();
    }

    private ConfigDump.Answer answer(@Nullable String resource, @Nullable String mask, boolean hosts) {
        return dump.answer(
                new ConfigDump.Query(Optional.ofNullable(resource), Optional.ofNullable(mask), name -> true, hosts));
    }

    private static ResourceState state(String version, Message message) {
        return new ResourceState(version, new ResourceMessage(message), AT_MS);
    }

    private static Cluster cluster(String name) {
        return Cluster.newBuilder().setName(name).build();
    }

    private static Listener listener(String name) {
        return Listener.newBuilder()
                .setName(name)
                .addFilterChains(FilterChain.newBuilder()
                        .addFilters(Filter.newBuilder()
                                .setName("http")
                                .setTypedConfig(Any.pack(HttpConnectionManager.newBuilder()
                                        .setRouteConfig(
                                                RouteConfiguration.newBuilder().setName("table of " + name))
                                        .build()))))
                .build();
    }
}
