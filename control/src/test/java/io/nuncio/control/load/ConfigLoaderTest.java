package io.nuncio.control.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.TextFormat;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.extensions.bootstrap.internal_listener.v3.InternalListener;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.io.istio.http.peer_metadata.Config;
import io.nuncio.control.load.ConfigWarning.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigLoaderTest {
    private static Loaded<Bootstrap> yaml(String text, UnknownFields unknown) {
        return ConfigLoader.text("b.yaml", Format.YAML, text, Bootstrap.getDefaultInstance(), unknown);
    }

    private static List<String> errors(String yaml) {
        return yaml(yaml, UnknownFields.REFUSE).errors().stream()
                .map(ConfigError::toString)
                .toList();
    }

    private static Bootstrap accepted(Loaded<Bootstrap> loaded) {
        assertThat(loaded.errors()).isEmpty();
        return ((Loaded.Accepted<Bootstrap>) loaded).message();
    }

    @Test
    void allErrorsComeAtOnceEachWithFileAndPath() {
        String yaml = """
                static_resources:
                  listeners:
                  - name: l
                    address: {socket_address: {address: 127.0.0.1, port_value: 70000}}
                    filter_chains:
                    - filters:
                      - name: tcp
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy
                          cluster: c
                      - name: hcm
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                          codec_type: AUTOO
                          stat_prefix: x
                          route_config:
                            virtual_hosts:
                            - name: v
                              domains: []
                              routes:
                              - match: {prefix: /}
                                route: {cluster: c, timeoutt: 1s}
                                typed_per_filter_config:
                                  foo: {"@type": a/b.C}
                  clusters:
                  - name: ""
                    connect_timeout: 0s
                    lb_policy: 77
                    ring_hash_lb_config: {}
                    maglev_lb_config: {}
                stats_flush_interval: 1
                """;
        assertThat(errors(yaml))
                .containsExactlyInAnyOrder(
                        "b.yaml: static_resources.listeners[0].filter_chains[0].filters[1].typed_config.codec_type:"
                                + " unknown value \"AUTOO\" of the enum envoy.extensions.filters.network"
                                + ".http_connection_manager.v3.HttpConnectionManager.CodecType (line 14)",
                        "b.yaml: static_resources.listeners[0].filter_chains[0].filters[1].typed_config.route_config"
                                + ".virtual_hosts[0].routes[0].route.timeoutt:"
                                + " unknown field of envoy.config.route.v3.RouteAction (line 22)",
                        "b.yaml: static_resources.listeners[0].filter_chains[0].filters[1].typed_config.route_config"
                                + ".virtual_hosts[0].routes[0].typed_per_filter_config[\"foo\"]:"
                                + " unknown type a/b.C (line 24)",
                        "b.yaml: static_resources.clusters[0].maglev_lb_config:"
                                + " only one of ring_hash_lb_config and maglev_lb_config may be set (line 30)",
                        "b.yaml: stats_flush_interval: expected a duration such as \"1.5s\", got the number 1 (line 31)",
                        "b.yaml: static_resources.listeners[0].address.socket_address.port_value:"
                                + " is 70000, must be at most 65535",
                        "b.yaml: static_resources.listeners[0].filter_chains[0].filters[0].typed_config.stat_prefix:"
                                + " must not be empty",
                        "b.yaml: static_resources.listeners[0].filter_chains[0].filters[1].typed_config.route_config"
                                + ".virtual_hosts[0].domains: has 0 items, must have at least 1",
                        "b.yaml: static_resources.clusters[0].name: must not be empty",
                        "b.yaml: static_resources.clusters[0].connect_timeout: is 0s, must be greater than 0s",
                        "b.yaml: static_resources.clusters[0].lb_policy:"
                                + " is 77, which envoy.config.cluster.v3.Cluster.LbPolicy does not define");
    }

    @Test
    void whatCouldNotBeReadIsNotCalledMissingAsWell() {
        assertThat(errors("admin: {address: {socket_address: {address: 5, port_value: 1}}}"))
                .containsExactly(
                        "b.yaml: admin.address.socket_address.address: expected a string, got the number 5 (line 1)");
        assertThat(errors("admin: {address: {socket_address: {address: a, port_value: x}}}"))
                .containsExactly(
                        "b.yaml: admin.address.socket_address.port_value: expected an integer, got the string \"x\" (line 1)");
        assertThat(errors("admin: {address: {}}"))
                .containsExactly(
                        "b.yaml: admin.address.address: is required: one of socket_address, pipe, envoy_internal_address");
    }

    @Test
    void unknownFieldsAreRefusedOrCountedOrIgnored() {
        String yaml = "node: {id: x, idd: 1}\nstatic_resources: {clusters: [{name: c, lb_policy: FOO}]}\n";
        assertThat(errors(yaml))
                .containsExactly(
                        "b.yaml: node.idd: unknown field of envoy.config.core.v3.Node (line 1)",
                        "b.yaml: static_resources.clusters[0].lb_policy: unknown value \"FOO\" of the enum"
                                + " envoy.config.cluster.v3.Cluster.LbPolicy (line 2)");
        Loaded<Bootstrap> lax = yaml(yaml, UnknownFields.WARN);
        assertThat(accepted(lax).getNode().getId()).isEqualTo("x");
        assertThat(lax.warnings())
                .extracting(ConfigWarning::kind)
                .containsExactly(Kind.UNKNOWN_FIELD, Kind.UNKNOWN_FIELD);
        assertThat(lax.warnings().getFirst())
                .hasToString("b.yaml: node.idd: unknown field of envoy.config.core.v3.Node (line 1)");
        assertThat(yaml(yaml, UnknownFields.IGNORE).warnings()).isEmpty();
    }

    @Test
    void anUnknownTypeIsRefusedAlsoWhereUnknownFieldsAreAllowed() {
        assertThat(yaml("stats_sinks: [{name: x, typed_config: {'@type': a/b.C}}]", UnknownFields.WARN)
                        .errors())
                .extracting(ConfigError::toString)
                .containsExactly("b.yaml: stats_sinks[0].typed_config: unknown type a/b.C (line 1)");
    }

    @Test
    void unknownFieldsOfBytesHaveAPathToo() {
        Cluster cluster = Cluster.newBuilder()
                .setName("c")
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                9999,
                                UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                        .build())
                .build();
        DiscoveryResponse response = DiscoveryResponse.newBuilder()
                .addResources(Any.getDefaultInstance())
                .addResources(Any.pack(cluster))
                .build();
        assertThat(ConfigLoader.message("cds", response, UnknownFields.REFUSE).errors())
                .extracting(ConfigError::toString)
                .containsExactly("cds: resources[1]: unknown field number 9999 of envoy.config.cluster.v3.Cluster");
        Loaded<DiscoveryResponse> lax = ConfigLoader.message("cds", response, UnknownFields.WARN);
        assertThat(lax.errors()).isEmpty();
        assertThat(lax.warnings()).extracting(ConfigWarning::kind).containsExactly(Kind.UNKNOWN_FIELD);
    }

    @Test
    void bytesThatAreNotWhatTheyClaimAreRefused() {
        DiscoveryResponse response = DiscoveryResponse.newBuilder()
                .addResources(Any.newBuilder()
                        .setTypeUrl("type.googleapis.com/envoy.config.cluster.v3.Cluster")
                        .setValue(ByteString.copyFromUtf8("nonsense")))
                .build();
        List<ConfigError> errors =
                ConfigLoader.message("cds", response, UnknownFields.WARN).errors();
        assertThat(errors).hasSize(1);
        assertThat(errors.getFirst().path()).isEqualTo("resources[0]");
        assertThat(errors.getFirst().reason())
                .startsWith("is not a type.googleapis.com/envoy.config.cluster.v3.Cluster: ");
    }

    @Test
    void anyInAnyHasAnEnd() {
        Any any = Any.getDefaultInstance();
        for (int i = 0; i < 10_000; i++) {
            any = Any.pack(any);
        }
        DiscoveryResponse response =
                DiscoveryResponse.newBuilder().addResources(any).build();
        assertThat(ConfigLoader.message("cds", response, UnknownFields.WARN).errors())
                .extracting(ConfigError::toString)
                .containsExactly("cds: resources[0]: more than 32 Any in each other");
    }

    @Test
    void deprecatedFieldsAndValuesAreWarnings() {
        Loaded<Bootstrap> loaded = yaml("""
                static_resources:
                  clusters:
                  - name: c
                    max_requests_per_connection: 5
                    eds_cluster_config:
                      eds_config: {api_config_source: {grpc_services: [{envoy_grpc: {cluster_name: c}}]}}
                """, UnknownFields.REFUSE);
        assertThat(loaded.errors()).isEmpty();
        assertThat(loaded.warnings())
                .extracting(ConfigWarning::toString)
                .containsExactly(
                        "b.yaml: static_resources.clusters[0].max_requests_per_connection: is deprecated:"
                                + " envoy.config.cluster.v3.Cluster.max_requests_per_connection",
                        "b.yaml: static_resources.clusters[0].eds_cluster_config.eds_config.api_config_source.api_type:"
                                + " has a deprecated value: DEPRECATED_AND_UNAVAILABLE_DO_NOT_USE of the enum"
                                + " envoy.config.core.v3.ApiConfigSource.ApiType");
        assertThat(loaded.warnings()).extracting(ConfigWarning::kind).containsOnly(Kind.DEPRECATED);
    }

    @ParameterizedTest
    @CsvSource({"udpa.type.v1.TypedStruct", "xds.type.v3.TypedStruct"})
    void aTypedStructBecomesWhatItStandsFor(String wrapper) throws InvalidProtocolBufferException {
        String yaml = """
                bootstrap_extensions:
                - name: envoy.bootstrap.internal_listener
                  typed_config:
                    "@type": type.googleapis.com/%s
                    type_url: type.googleapis.com/envoy.extensions.bootstrap.internal_listener.v3.InternalListener
                    value: {bufferSizeKb: 64}
                """.formatted(wrapper);
        Loaded<Bootstrap> loaded = yaml(yaml, UnknownFields.REFUSE);
        Any config = accepted(loaded).getBootstrapExtensions(0).getTypedConfig();
        assertThat(config.unpack(InternalListener.class).getBufferSizeKb().getValue())
                .isEqualTo(64);
        Any received = ((Loaded.Accepted<Bootstrap>) loaded)
                .received()
                .getBootstrapExtensions(0)
                .getTypedConfig();
        assertThat(received.getTypeUrl()).isEqualTo("type.googleapis.com/" + wrapper);
        String bareName = yaml.replace("type_url: type.googleapis.com/", "type_url: ");
        assertThat(accepted(yaml(bareName, UnknownFields.REFUSE))
                        .getBootstrapExtensions(0)
                        .getTypedConfig())
                .isEqualTo(config);
        assertThat(errors(yaml.replace("bufferSizeKb: 64", "bufferSizeKb: 64.5, foo: 1, x: {}")))
                .containsExactlyInAnyOrder(
                        "b.yaml: bootstrap_extensions[0].typed_config.value.buffer_size_kb:"
                                + " expected an integer, got the string \"64.5\"",
                        "b.yaml: bootstrap_extensions[0].typed_config.value.foo: unknown field of"
                                + " envoy.extensions.bootstrap.internal_listener.v3.InternalListener",
                        "b.yaml: bootstrap_extensions[0].typed_config.value.x: unknown field of"
                                + " envoy.extensions.bootstrap.internal_listener.v3.InternalListener");
        assertThat(errors(yaml.replace("64", "9000")))
                .containsExactly("b.yaml: bootstrap_extensions[0].typed_config.value.buffer_size_kb:"
                        + " is 9000, must be at least 1 and at most 8192");
    }

    @Test
    void aTypedStructOfAnUnknownTypeIsLeftToWhoeverUsesIt() {
        String yaml = """
                bootstrap_extensions:
                - name: x
                  typed_config:
                    "@type": type.googleapis.com/udpa.type.v1.TypedStruct
                    type_url: type.googleapis.com/foo.Bar
                    value: {a: 1}
                """;
        assertThat(accepted(yaml(yaml, UnknownFields.REFUSE))
                        .getBootstrapExtensions(0)
                        .getTypedConfig()
                        .getTypeUrl())
                .isEqualTo("type.googleapis.com/udpa.type.v1.TypedStruct");
    }

    /** As Istio sends it: on the wire, two Anys deep. */
    @Test
    void aTypedStructInsideAnAnyOfBytesIsReplacedToo() throws InvalidProtocolBufferException {
        Struct value = Struct.newBuilder()
                .putFields(
                        "shared_with_upstream",
                        Value.newBuilder().setBoolValue(true).build())
                .build();
        Any typedStruct = Any.pack(com.github.udpa.udpa.type.v1.TypedStruct.newBuilder()
                .setTypeUrl("type.googleapis.com/io.istio.http.peer_metadata.Config")
                .setValue(value)
                .build());
        HttpConnectionManager.Builder hcm = HttpConnectionManager.newBuilder().setStatPrefix("p");
        hcm.getRouteConfigBuilder();
        hcm.addHttpFiltersBuilder().setName("istio.metadata_exchange").setTypedConfig(typedStruct);
        DiscoveryResponse response = DiscoveryResponse.newBuilder()
                .addResources(Any.pack(hcm.build()))
                .build();
        Loaded<DiscoveryResponse> loaded = ConfigLoader.message("lds", response, UnknownFields.WARN);
        assertThat(loaded.errors()).isEmpty();
        HttpConnectionManager walked = ((Loaded.Accepted<DiscoveryResponse>) loaded)
                .message()
                .getResources(0)
                .unpack(HttpConnectionManager.class);
        assertThat(walked.getHttpFilters(0)
                        .getTypedConfig()
                        .unpack(Config.class)
                        .getSharedWithUpstream())
                .isTrue();
    }

    @Test
    void nothingIsCopiedWhereNothingIsReplaced() {
        Loaded<Bootstrap> loaded = yaml("node: {id: x}\nadmin: {}\n", UnknownFields.REFUSE);
        Loaded.Accepted<Bootstrap> accepted = (Loaded.Accepted<Bootstrap>) loaded;
        assertThat(accepted.message()).isSameAs(accepted.received());
    }

    @Test
    void theMessageIsTheOneThatTheTextSays() throws TextFormat.ParseException {
        Loaded<TcpProxy> loaded =
                ConfigLoader.text("t", Format.JSON, """
                {"stat_prefix": "p", "weightedClusters": {"clusters": [{"name": "a", "weight": 3}]},
                 "idle_timeout": "0.5s", "max_connect_attempts": 2}
                """, TcpProxy.getDefaultInstance(), UnknownFields.REFUSE);
        assertThat(((Loaded.Accepted<TcpProxy>) loaded).message()).isEqualTo(TextFormat.parse("""
                        stat_prefix: "p" weighted_clusters { clusters { name: "a" weight: 3 } }
                        idle_timeout { nanos: 500000000 } max_connect_attempts { value: 2 }
                        """, TcpProxy.class));
    }
}
