package io.nuncio.control.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.nuncio.control.load.ConfigLoader;
import io.nuncio.control.load.Format;
import io.nuncio.control.load.Loaded;
import io.nuncio.control.load.UnknownFields;
import io.nuncio.proxy.spec.ConfigSourceSpec;
import io.nuncio.proxy.spec.ControlPlaneSpec;
import io.nuncio.proxy.spec.ControlPlaneSpec.Backoff;
import io.nuncio.proxy.spec.ControlPlaneSpec.EnvoyGrpc;
import io.nuncio.proxy.spec.ControlPlaneSpec.GoogleGrpc;
import io.nuncio.proxy.spec.ControlPlaneSpec.Metadata;
import io.nuncio.proxy.spec.ControlPlaneSpec.RateLimit;
import org.junit.jupiter.api.Test;

class ConfigSourcesTest {

    private static Translation<ConfigSourceSpec> read(String yaml) {
        Loaded<ConfigSource> loaded =
                ConfigLoader.text("test", Format.YAML, yaml, ConfigSource.getDefaultInstance(), UnknownFields.REFUSE);
        assertThat(loaded.errors()).isEmpty();
        TranslationSession session = new TranslationSession(new TestExtensions().ground());
        Place place = session.place("source");
        ConfigSource message = ((Loaded.Accepted<ConfigSource>) loaded).message();
        place.refuseUnsupported(message);
        return session.finish(ConfigSources.read(message, place));
    }

    @Test
    void adsWaitsFifteenSecondsUnlessToldOtherwise() {
        assertThat(read("ads: {}").value()).contains(new ConfigSourceSpec(new ConfigSourceSpec.Ads(), 15_000));
        assertThat(read("{ads: {}, initial_fetch_timeout: 0s}").value())
                .contains(new ConfigSourceSpec(new ConfigSourceSpec.Ads(), 0));
    }

    @Test
    void aStreamOfItsOwnNamesClusterMetadataPausesAndLimits() {
        ConfigSourceSpec source = read("""
                        api_config_source:
                          api_type: DELTA_GRPC
                          transport_api_version: V3
                          set_node_on_first_message_only: true
                          rate_limit_settings: {}
                          grpc_services:
                          - envoy_grpc:
                              cluster_name: plane
                              authority: plane.test
                              retry_policy: {retry_back_off: {base_interval: 0.01s, max_interval: 0.02s}}
                            initial_metadata: [{key: Authorization, value: Bearer x}]
                        """).value().orElseThrow();
        ControlPlaneSpec plane = (ControlPlaneSpec) source.origin();
        assertThat(plane.delta()).isTrue();
        assertThat(plane.nodeOnFirstMessageOnly()).isTrue();
        assertThat(plane.rateLimit()).isEqualTo(new RateLimit(100, 10));
        assertThat(plane.service().target()).isEqualTo(new EnvoyGrpc("plane", "plane.test"));
        assertThat(plane.service().retry()).isEqualTo(new Backoff(10, 20));
        assertThat(plane.service().initialMetadata()).containsExactly(new Metadata("authorization", "Bearer x"));
    }

    @Test
    void aGoogleTargetIsAnAddress() {
        ControlPlaneSpec plane =
                (ControlPlaneSpec) read("""
                        api_config_source:
                          api_type: GRPC
                          transport_api_version: V3
                          grpc_services: [{google_grpc: {target_uri: "127.0.0.1:18000", stat_prefix: x}}]
                        """).value().orElseThrow().origin();
        assertThat(plane.delta()).isFalse();
        assertThat(plane.service().target()).isEqualTo(new GoogleGrpc("127.0.0.1:18000"));
        assertThat(plane.service().retry()).isEqualTo(Backoff.DEFAULT);
        assertThat(plane.rateLimit()).isEqualTo(RateLimit.NONE);
    }

    @Test
    void whatIsNotSpokenIsRefusedWithItsPath() {
        assertThat(read("api_config_source: {api_type: REST, transport_api_version: V3, cluster_names: [a]}")
                        .errors())
                .extracting(Problem::path)
                .contains("source.api_config_source.api_type");
        assertThat(read("""
                                api_config_source:
                                  api_type: GRPC
                                  grpc_services: [{envoy_grpc: {cluster_name: plane}}]
                                """).errors())
                .extracting(Problem::path)
                .containsExactly("source.api_config_source.transport_api_version");
        assertThat(read("api_config_source: {api_type: GRPC, transport_api_version: V3}")
                        .errors())
                .extracting(Problem::path)
                .containsExactly("source.api_config_source.grpc_services");
    }
}
