package io.nuncio.control.translate.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.nuncio.control.load.ConfigLoader;
import io.nuncio.control.load.Format;
import io.nuncio.control.load.Loaded;
import io.nuncio.control.load.UnknownFields;
import io.nuncio.control.translate.Problem;
import io.nuncio.control.translate.TestExtensions;
import org.junit.jupiter.api.Test;

class StaticConfigurationTest {

    private final TestExtensions extensions = new TestExtensions();

    @Test
    void inspectingFindsEverythingAndLeavesNothingOpen() {
        StaticConfiguration.Findings findings = read("{node: {id: a}, dynamic_resources: {cds_config: {path: /c}},"
                        + " static_resources: {clusters: [{name: c, lb_policy: MAGLEV}], listeners: [" + echo("a", 1)
                        + ","
                        + " {name: b, address: {socket_address: {address: x, port_value: 1}}, filter_chains: [{}]}]}}")
                .inspect();
        assertThat(findings.errors())
                .extracting(Problem::path)
                .containsExactly(
                        "node.cluster",
                        "static_resources.clusters[0].lb_policy",
                        "static_resources.listeners[1].address.socket_address.address");
        assertThat(extensions.events).containsExactly("made echo", "closed echo");
    }

    @Test
    void ofTwoListenersWithOneNameTheSecondIsNeverRead() {
        StaticConfiguration configuration = read("{static_resources: {listeners: [" + echo("a", 1)
                + ", {name: a, address:" + " {socket_address: {address: x, port_value: 1}}}]}}");
        assertThat(configuration.inspect().errors()).isEmpty();
    }

    @Test
    void ofTwoClustersWithOneNameTheSecondIsAnError() {
        StaticConfiguration configuration = read("{static_resources: {clusters: [{name: c}, {name: c}]}}");
        assertThat(configuration.inspect().errors())
                .extracting(Problem::path)
                .containsExactly("static_resources.clusters[1].name");
        assertThat(configuration.clusters()).hasSize(1);
    }

    @Test
    void aListenersConnectionLimitStandsInTheRuntime() {
        StaticConfiguration configuration = read("{layered_runtime: {layers: [{name: s, static_layer:"
                + " {envoy.resource_limits.listener.a.connection_limit: '7'}}]}, static_resources: {listeners: ["
                + echo("a", 1) + ", " + echo("b", 2) + "]}}");
        assertThat(configuration
                        .listeners()
                        .get(0)
                        .translate()
                        .value()
                        .orElseThrow()
                        .limits()
                        .connectionsMax())
                .contains(7);
        assertThat(configuration
                        .listeners()
                        .get(1)
                        .translate()
                        .value()
                        .orElseThrow()
                        .limits()
                        .connectionsMax())
                .isEmpty();
    }

    private static String echo(String name, int port) {
        return "{name: " + name + ", address: {socket_address: {address: 127.0.0.1, port_value: " + port
                + "}}, filter_chains: [{filters: [{name: e, typed_config: {'@type':"
                + " type.googleapis.com/envoy.extensions.filters.network.echo.v3.Echo}}]}]}";
    }

    private StaticConfiguration read(String yaml) {
        Loaded<Bootstrap> loaded =
                ConfigLoader.text("test", Format.YAML, yaml, Bootstrap.getDefaultInstance(), UnknownFields.REFUSE);
        assertThat(loaded.errors()).isEmpty();
        return BootstrapTranslator.translate(((Loaded.Accepted<Bootstrap>) loaded).message(), extensions.ground());
    }
}
