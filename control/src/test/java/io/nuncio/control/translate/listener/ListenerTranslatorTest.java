package io.nuncio.control.translate.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.control.translate.TestListener;
import io.nuncio.control.translate.Translation;
import io.nuncio.proxy.spec.Address;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.listener.ListenerSpec;
import io.nuncio.proxy.spec.listener.ListenerSpec.Direction;
import org.junit.jupiter.api.Test;

class ListenerTranslatorTest {

    private static final String ECHO = "{filters: [{name: echo, typed_config: "
            + "{'@type': type.googleapis.com/envoy.extensions.filters.network.echo.v3.Echo}}]";
    private static final String LIMIT = "{name: limit, typed_config: {'@type':"
            + " type.googleapis.com/envoy.extensions.filters.network.connection_limit.v3.ConnectionLimit,"
            + " stat_prefix: a, max_connections: 1}}";

    @Test
    void whatIsNotSaidHasEnvoysDefaults() {
        ListenerSpec spec = new TestListener().spec();
        assertThat(spec.name()).isEqualTo("l");
        assertThat(spec.statPrefix()).isEqualTo("127.0.0.1_10000");
        assertThat(spec.address()).isEqualTo(new Address.Socket("127.0.0.1", 10000));
        assertThat(spec.socket().reusePort()).isTrue();
        assertThat(spec.socket().bindToPort()).isTrue();
        assertThat(spec.limits().perConnectionBufferBytes()).isEqualTo(1024 * 1024);
        assertThat(spec.limits().connectionsMax()).isEmpty();
        assertThat(spec.limits().listenerFiltersTimeoutMs()).isEqualTo(15_000);
        assertThat(spec.drain().direction()).isEqualTo(Direction.UNSPECIFIED);
        assertThat(spec.chains().chains()).hasSize(1);
        assertThat(spec.chains().defaultChain()).isEmpty();
    }

    @Test
    void whatIsSaidIsRead() {
        ListenerSpec spec = new TestListener()
                .with("stat_prefix: 'a:b', enable_reuse_port: false, tcp_backlog_size: 7, transparent: true,"
                        + " freebind: true, max_connections_to_accept_per_socket_event: 3,"
                        + " connection_balance_config: {exact_balance: {}}, traffic_direction: OUTBOUND,"
                        + " drain_type: MODIFY_ONLY, per_connection_buffer_limit_bytes: 4294967295,"
                        + " listener_filters_timeout: 0.25s, continue_on_listener_filters_timeout: true,"
                        + " ignore_global_conn_limit: true")
                .spec();
        assertThat(spec.statPrefix()).isEqualTo("a_b");
        assertThat(spec.socket().reusePort()).isFalse();
        assertThat(spec.socket().backlog()).isEqualTo(7);
        assertThat(spec.socket().transparent()).isTrue();
        assertThat(spec.socket().freebind()).isTrue();
        assertThat(spec.socket().acceptsPerEventMax()).isEqualTo(3);
        assertThat(spec.socket().exactBalance()).isTrue();
        assertThat(spec.drain().direction()).isEqualTo(Direction.OUTBOUND);
        assertThat(spec.drain().modifyOnly()).isTrue();
        assertThat(spec.limits().perConnectionBufferBytes()).isEqualTo(Integer.MAX_VALUE);
        assertThat(spec.limits().listenerFiltersTimeoutMs()).isEqualTo(250);
        assertThat(spec.limits().continueOnListenerFiltersTimeout()).isTrue();
        assertThat(spec.limits().ignoreGlobalLimit()).isTrue();
    }

    @Test
    void aListenerThatDoesNotBindIsRefusedAndTheNewFieldOutranksTheOld() {
        assertThat(new TestListener()
                        .with("deprecated_v1: {bind_to_port: false}")
                        .errors())
                .containsOnlyKeys("bind_to_port");
        assertThat(new TestListener()
                        .with("deprecated_v1: {bind_to_port: false}, bind_to_port: true")
                        .errors())
                .isEmpty();
        assertThat(new TestListener().with("bind_to_port: false").errors()).containsOnlyKeys("bind_to_port");
    }

    @Test
    void anIpv6AddressInAStatsNameKeepsItsBrackets() {
        ListenerSpec spec = new TestListener()
                .address("address: {socket_address: {address: '::1', port_value: 80}}")
                .spec();
        assertThat(spec.address().text()).isEqualTo("[::1]:80");
        assertThat(spec.statPrefix()).isEqualTo("[__1]_80");
    }

    @Test
    void addressesThatNothingCanListenOnAreRefused() {
        assertThat(new TestListener()
                        .address("address: {socket_address: {address: localhost, port_value: 1}}")
                        .errors())
                .containsOnlyKeys("address.socket_address.address");
        assertThat(new TestListener()
                        .address("address: {socket_address: {address: 127.0.0.1, named_port: http}}")
                        .errors())
                .containsOnlyKeys("address.socket_address.named_port");
        assertThat(new TestListener()
                        .address("address: {socket_address: {address: 127.0.0.1, port_value: 1, resolver_name: x}}")
                        .errors())
                .containsOnlyKeys("address.socket_address.resolver_name");
        assertThat(new TestListener().address("").errors()).containsOnlyKeys("address");
        assertThat(new TestListener()
                        .address("address: {socket_address: {protocol: UDP, address: 127.0.0.1, port_value: 1}}")
                        .errors())
                .containsOnlyKeys("address.socket_address.protocol");
        assertThat(new TestListener()
                        .address("address: {pipe: {path: /" + "a".repeat(107) + "}}")
                        .errors())
                .containsOnlyKeys("address.pipe.path");
    }

    @Test
    void aListenerWithoutFilterChainsIsRefusedButAChainWithoutFiltersIsNot() {
        assertThat(new TestListener().chains("").errors()).containsOnlyKeys("filter_chains");
        assertThat(new TestListener().chains("filter_chains: [{}]").errors()).isEmpty();
        assertThat(new TestListener().chains("default_filter_chain: {}").errors())
                .isEmpty();
    }

    @Test
    void aTerminalFilterStandsLastAndNowhereElse() {
        assertThat(new TestListener()
                        .chains("filter_chains: [{filters: [" + LIMIT + "]}]")
                        .errors())
                .containsOnlyKeys("filter_chains[0].filters[0]");
        String echo = ECHO.substring("{filters: [".length(), ECHO.length() - 1);
        assertThat(new TestListener()
                        .chains("default_filter_chain: {filters: [" + echo + ", " + LIMIT + "]}")
                        .errors())
                .containsOnlyKeys("default_filter_chain.filters[0]", "default_filter_chain.filters[1]");
        assertThat(new TestListener()
                        .chains("filter_chains: [{filters: [" + LIMIT + ", " + echo + "]}]")
                        .spec()
                        .chains()
                        .chains()
                        .getFirst()
                        .filters())
                .extracting(ExtensionSpec::name)
                .containsExactly("limit", "echo");
    }

    @Test
    void anExtensionIsFoundByItsTypeAndNeverByItsNameAlone() {
        assertThat(new TestListener()
                        .chains("filter_chains: [{filters: [{name: envoy.filters.network.echo}]}]")
                        .errors())
                .containsOnlyKeys("filter_chains[0].filters[0].typed_config");
        assertThat(new TestListener()
                        .chains("filter_chains: [{filters: [{name: envoy.filters.network.echo, typed_config:"
                                + " {'@type': type.googleapis.com/envoy.config.core.v3.Node}}]}]")
                        .errors())
                .containsOnlyKeys("filter_chains[0].filters[0].typed_config")
                .hasValueSatisfying(new org.assertj.core.api.Condition<>(
                        reason -> reason.contains("network filter")
                                && reason.contains("envoy.filters.network.echo")
                                && reason.contains("envoy.config.core.v3.Node"),
                        "names kind, name and type"));
    }

    @Test
    void chainsThatOverlapAreRefused() {
        assertThat(matches("{destination_port: 1}", "{destination_port: 1}"))
                .containsOnlyKeys("filter_chains[1].filter_chain_match");
        assertThat(matches("{source_ports: [1, 2]}", "{source_ports: [2, 3]}"))
                .containsOnlyKeys("filter_chains[1].filter_chain_match");
        assertThat(matches("{}", "{}")).containsOnlyKeys("filter_chains[1].filter_chain_match");
        assertThat(matches("{server_names: [A.example.com]}", "{server_names: [a.EXAMPLE.com, b.example.com]}"))
                .containsOnlyKeys("filter_chains[1].filter_chain_match");
        assertThat(matches(
                        "{prefix_ranges: [{address_prefix: 10.1.2.3, prefix_len: 8}]}",
                        "{prefix_ranges: [{address_prefix: 10.9.9.9, prefix_len: 8}]}"))
                .containsOnlyKeys("filter_chains[1].filter_chain_match");
    }

    @Test
    void chainsBetweenWhichSomethingDecidesAreTaken() {
        assertThat(matches("{destination_port: 1}", "{destination_port: 2}")).isEmpty();
        assertThat(matches("{destination_port: 1}", "{}")).isEmpty();
        assertThat(matches(
                        "{prefix_ranges: [{address_prefix: 10.0.0.0, prefix_len: 8}]}",
                        "{prefix_ranges: [{address_prefix: 10.0.0.0, prefix_len: 16}]}"))
                .isEmpty();
        assertThat(matches("{source_type: EXTERNAL}", "{source_type: SAME_IP_OR_LOOPBACK}"))
                .isEmpty();
        assertThat(matches("{transport_protocol: tls}", "{transport_protocol: raw_buffer}"))
                .isEmpty();
    }

    @Test
    void aMatchThatCannotBeMeantIsRefused() {
        assertThat(matches("{server_names: ['*']}", "{destination_port: 1}"))
                .containsOnlyKeys("filter_chains[0].filter_chain_match.server_names[0]");
        assertThat(matches("{server_names: ['*.a', 'a.*.b']}", "{destination_port: 1}"))
                .containsOnlyKeys("filter_chains[0].filter_chain_match.server_names[1]");
        assertThat(matches("{address_suffix: a}", "{destination_port: 1}"))
                .containsOnlyKeys("filter_chains[0].filter_chain_match.address_suffix");
        assertThat(matches("{prefix_ranges: [{address_prefix: nowhere}]}", "{destination_port: 1}"))
                .containsOnlyKeys("filter_chains[0].filter_chain_match.prefix_ranges[0].address_prefix");
    }

    @Test
    void allErrorsAreFoundAtOnce() {
        assertThat(new TestListener()
                        .address("address: {socket_address: {address: x, port_value: 1}}")
                        .chains("filter_chains: [{filters: [{name: x}], filter_chain_match: {server_names: ['*']}},"
                                + " {filter_chain_match: {suffix_len: 3}}]")
                        .with("enable_mptcp: true, use_original_dst: true")
                        .errors())
                .containsOnlyKeys(
                        "address.socket_address.address",
                        "filter_chains[0].filters[0].typed_config",
                        "filter_chains[0].filter_chain_match.server_names[0]",
                        "filter_chains[1].filter_chain_match.suffix_len",
                        "enable_mptcp",
                        "use_original_dst");
    }

    @Test
    void whatAnExtensionOpenedIsClosedWhenTheListenerIsRefusedAndKeptWhenNot() {
        TestListener refused = new TestListener().with("enable_mptcp: true");
        refused.translation();
        assertThat(refused.extensions().events).containsExactly("made echo", "closed echo");

        TestListener taken = new TestListener();
        Translation<ListenerSpec> translation = taken.translation();
        assertThat(taken.extensions().events).containsExactly("made echo");
        translation.closers().close();
        translation.closers().close();
        assertThat(taken.extensions().events).containsExactly("made echo", "closed echo");
    }

    @Test
    void theSameContentHasTheSameHashAndAnotherAnother() {
        String hash = new TestListener().spec().chains().chains().getFirst().contentHash();
        assertThat(new TestListener().spec().chains().chains().getFirst().contentHash())
                .isEqualTo(hash);
        assertThat(new TestListener()
                        .chains("filter_chains: [" + ECHO + ", name: other}]")
                        .spec()
                        .chains()
                        .chains()
                        .getFirst()
                        .contentHash())
                .isNotEqualTo(hash);
    }

    private static java.util.Map<String, String> matches(String first, String second) {
        return new TestListener()
                .chains("filter_chains: [" + ECHO + ", filter_chain_match: " + first + "}, " + ECHO
                        + ", filter_chain_match: " + second + "}]")
                .errors();
    }
}
