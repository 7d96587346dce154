package io.nuncio.control.translate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.nuncio.control.load.ConfigLoader;
import io.nuncio.control.load.Format;
import io.nuncio.control.load.Loaded;
import io.nuncio.control.load.UnknownFields;
import io.nuncio.control.translate.TestExtensions;
import io.nuncio.control.translate.Translation;
import io.nuncio.proxy.spec.Address;
import io.nuncio.proxy.spec.MetadataSpec;
import io.nuncio.proxy.spec.cluster.CircuitBreakersSpec.RetryBudget;
import io.nuncio.proxy.spec.cluster.CircuitBreakersSpec.Thresholds;
import io.nuncio.proxy.spec.cluster.ClusterSpec;
import io.nuncio.proxy.spec.cluster.ConfiguredCluster;
import io.nuncio.proxy.spec.cluster.DiscoverySpec;
import io.nuncio.proxy.spec.cluster.DiscoverySpec.DnsFamily;
import io.nuncio.proxy.spec.cluster.DnsResolverSpec;
import io.nuncio.proxy.spec.cluster.HostSetSpec;
import io.nuncio.proxy.spec.cluster.HostSpec.Health;
import io.nuncio.proxy.spec.cluster.LoadBalancingSpec;
import io.nuncio.proxy.spec.cluster.LoadBalancingSpec.Policy;
import io.nuncio.proxy.spec.cluster.TcpKeepaliveSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterTranslatorTest {

    private static final String HOST = "endpoint: {address: {socket_address: {address: 10.0.0.1, port_value: 80}}}";

    @Test
    void aClusterWithoutATypeIsStaticAndHasEnvoysDefaults() {
        ConfiguredCluster configured = read("");
        ClusterSpec spec = configured.cluster();
        assertThat(spec.name()).isEqualTo("c");
        assertThat(spec.statName()).isEqualTo("c");
        assertThat(spec.discovery()).isEqualTo(ClusterSpec.Discovery.STATIC);
        assertThat(spec.connectTimeoutMs()).isEqualTo(5_000);
        assertThat(spec.perConnectionBufferBytes()).isEqualTo(1024 * 1024);
        assertThat(spec.policy()).isEqualTo(LoadBalancingSpec.DEFAULT);
        assertThat(spec.breakers().normal()).isEqualTo(Thresholds.DEFAULT);
        assertThat(spec.transportSocket()).isEmpty();
        assertThat(configured.discovery()).isEqualTo(DiscoverySpec.NOTHING);
        assertThat(read("type: STATIC, lb_policy: ROUND_ROBIN").cluster().policy())
                .isEqualTo(LoadBalancingSpec.DEFAULT);
    }

    @Test
    void hostsHaveTheirLocalityPriorityWeightAndHealth() {
        HostSetSpec hosts =
                hosts("load_assignment: {cluster_name: c, policy: {overprovisioning_factor: 200}, endpoints:"
                        + " [{priority: 1, load_balancing_weight: 7, locality: {region: r, zone: z, sub_zone: s},"
                        + " lb_endpoints: [{" + HOST + ", load_balancing_weight: 3, health_status: DRAINING},"
                        + " {endpoint: {hostname: h, address: {pipe: {path: '@x'}}}, health_status: DEGRADED}]}]}");
        assertThat(hosts.overprovisioningPercent()).isEqualTo(200);
        assertThat(hosts.hosts()).hasSize(2);
        assertThat(hosts.hosts().get(0).address()).isEqualTo(new Address.Socket("10.0.0.1", 80));
        assertThat(hosts.hosts().get(0).weight()).isEqualTo(3);
        assertThat(hosts.hosts().get(0).health()).isEqualTo(Health.UNHEALTHY);
        assertThat(hosts.hosts().get(0).priority()).isEqualTo(1);
        assertThat(hosts.hosts().get(0).locality().weight()).isEqualTo(7);
        assertThat(hosts.hosts().get(0).locality().zone()).isEqualTo("z");
        assertThat(hosts.hosts().get(1).address()).isEqualTo(new Address.Pipe("@x", 0));
        assertThat(hosts.hosts().get(1).weight()).isEqualTo(1);
        assertThat(hosts.hosts().get(1).hostname()).isEqualTo("h");
        assertThat(hosts.hosts().get(1).health()).isEqualTo(Health.DEGRADED);
    }

    @Test
    void anEndpointCanStandInTheListOfNamedOnes() {
        assertThat(hosts("load_assignment: {cluster_name: c, named_endpoints: {a: {address: {socket_address: {address:"
                                + " 10.0.0.2, port_value: 1}}}}, endpoints: [{lb_endpoints: [{endpoint_name: a}]}]}")
                        .hosts())
                .extracting(host -> host.address().text())
                .containsExactly("10.0.0.2:1");
        assertThat(errors("load_assignment: {cluster_name: c, endpoints: [{lb_endpoints: [{endpoint_name: a}]}]}"))
                .containsOnlyKeys("load_assignment.endpoints[0].lb_endpoints[0].endpoint_name");
    }

    @Test
    void aStaticHostMustBeAnAddress() {
        assertThat(errors("load_assignment: {cluster_name: c, endpoints: [{lb_endpoints: [{endpoint: {address:"
                        + " {socket_address: {address: example.com, port_value: 80}}}}, {endpoint: {}}]}]}"))
                .containsOnlyKeys(
                        "load_assignment.endpoints[0].lb_endpoints[0].endpoint.address.socket_address.address",
                        "load_assignment.endpoints[0].lb_endpoints[1].endpoint.address");
    }

    @Test
    void theFirstThresholdsOfAPriorityCount() {
        ClusterSpec spec =
                read("circuit_breakers: {thresholds: [{max_connections: 1, max_retries: 9}, {max_connections: 2},"
                                + " {priority: HIGH, max_pending_requests: 4294967295, track_remaining: true}]}")
                        .cluster();
        assertThat(spec.breakers().normal()).isEqualTo(new Thresholds(1, 1024, 1024, 9, Integer.MAX_VALUE, false));
        assertThat(spec.breakers().high())
                .isEqualTo(new Thresholds(1024, Integer.MAX_VALUE, 1024, 3, Integer.MAX_VALUE, true));
    }

    @Test
    void idleConnectionsAreProbedAsTheClusterSays() {
        assertThat(read("").cluster().keepalive()).isEmpty();
        assertThat(read("upstream_connection_options: {tcp_keepalive: {keepalive_probes: 3, keepalive_time: 60}}")
                        .cluster()
                        .keepalive())
                .contains(new TcpKeepaliveSpec(3, 60, 0));
    }

    @Test
    void clustersAndHostsKeepTheirMetadata() {
        ConfiguredCluster configured = read("metadata: {filter_metadata: {n: {a: {b: [1, true, null, x]}}}},"
                + " load_assignment: {cluster_name: c, endpoints: [{lb_endpoints: [{" + HOST
                + ", metadata: {filter_metadata: {h: {k: v}}}}]}]}");
        assertThat(configured.cluster().metadata().find("n", List.of("a", "b")))
                .isEqualTo(new MetadataSpec.Sequence(ImmutableList.of(
                        new MetadataSpec.Decimal(1),
                        new MetadataSpec.Flag(true),
                        new MetadataSpec.Null(),
                        new MetadataSpec.Text("x"))));
        assertThat(configured.cluster().metadata().find("n", List.of("a", "b", "c")))
                .isNull();
        HostSetSpec hosts = ((DiscoverySpec.Static) configured.discovery()).hosts();
        assertThat(hosts.hosts().get(0).metadata().find("h", List.of("k"))).isEqualTo(new MetadataSpec.Text("v"));
    }

    @Test
    void aBudgetTakesThePlaceOfANumberOfRetries() {
        assertThat(read("circuit_breakers: {thresholds: [{retry_budget: {budget_percent: {value: 12.5}}},"
                                + " {priority: HIGH, retry_budget: {min_retry_concurrency: 7}}]}")
                        .cluster()
                        .breakers())
                .satisfies(breakers -> {
                    assertThat(breakers.normal().retryBudget()).contains(new RetryBudget(12.5, 3));
                    assertThat(breakers.high().retryBudget()).contains(new RetryBudget(20, 7));
                });
    }

    @Test
    void aTypedBalancerReplacesTheEnumWhateverThatSays() {
        assertThat(read("lb_policy: MAGLEV, load_balancing_policy: {policies: [{typed_extension_config: {name: x,"
                                + " typed_config: {'@type': type.googleapis.com/envoy.config.core.v3.Node}}},"
                                + " {typed_extension_config: {name: z, typed_config: {'@type': type.googleapis.com/"
                                + "envoy.extensions.load_balancing_policies.least_request.v3.LeastRequest,"
                                + " choice_count: 5}}}]}")
                        .cluster()
                        .policy())
                .isEqualTo(new LoadBalancingSpec(Policy.LEAST_REQUEST, 5, 50.0, false));
        assertThat(read("load_balancing_policy: {policies: [{typed_extension_config: {name: z, typed_config: {'@type':"
                                + " type.googleapis.com/envoy.extensions.load_balancing_policies.least_request.v3.LeastRequest,"
                                + " selection_method: FULL_SCAN, active_request_bias: {default_value: -1, runtime_key: k},"
                                + " locality_lb_config: {zone_aware_lb_config: {fail_traffic_on_panic: true}}}}}]}")
                        .cluster()
                        .policy())
                .isEqualTo(new LoadBalancingSpec(Policy.LEAST_REQUEST, 2, true, 1.0, 50.0, true, false));
        assertThat(errors("load_balancing_policy: {policies: [{typed_extension_config: {name: x, typed_config:"
                        + " {'@type': type.googleapis.com/envoy.config.core.v3.Node}}}]}"))
                .containsOnlyKeys("load_balancing_policy")
                .containsValue("none of the balancers [x] exists here");
        assertThat(errors("lb_policy: LOAD_BALANCING_POLICY_CONFIG")).containsOnlyKeys("load_balancing_policy");
    }

    @Test
    void theEnumsOfBalancersAreReadAndThoseThatDoNotExistAreNamed() {
        assertThat(read("lb_policy: LEAST_REQUEST, least_request_lb_config: {choice_count: 3}, common_lb_config:"
                                + " {healthy_panic_threshold: {value: 0}, locality_weighted_lb_config: {}}")
                        .cluster()
                        .policy())
                .isEqualTo(new LoadBalancingSpec(Policy.LEAST_REQUEST, 3, 0.0, true));
        assertThat(read("lb_policy: LEAST_REQUEST, least_request_lb_config: {active_request_bias: {default_value: 0.5,"
                                + " runtime_key: k}}, common_lb_config: {zone_aware_lb_config: {fail_traffic_on_panic: true}}")
                        .cluster()
                        .policy())
                .isEqualTo(new LoadBalancingSpec(Policy.LEAST_REQUEST, 2, false, 0.5, 50.0, true, false));
        assertThat(errors("lb_policy: RING_HASH, ring_hash_lb_config: {minimum_ring_size: 9, maximum_ring_size: 8}"))
                .containsOnlyKeys("lb_policy", "ring_hash_lb_config.minimum_ring_size");
        assertThat(errors("lb_policy: MAGLEV, maglev_lb_config: {table_size: 65536}"))
                .containsOnlyKeys("lb_policy", "maglev_lb_config.table_size");
    }

    @Test
    void howNamesAreLookedUpIsReadInEachForm() {
        String assignment = "load_assignment: {cluster_name: c, endpoints: [{lb_endpoints: [{endpoint: {address:"
                + " {socket_address: {address: example.com, port_value: 80}}}}]}]}";
        DiscoverySpec.Dns dns = (DiscoverySpec.Dns) read("type: LOGICAL_DNS, dns_lookup_family: V4_PREFERRED,"
                        + " dns_refresh_rate: 2s, respect_dns_ttl: true, " + assignment)
                .discovery();
        assertThat(dns.logical()).isTrue();
        assertThat(dns.lookup().family()).isEqualTo(DnsFamily.V4_PREFERRED);
        assertThat(dns.lookup().refreshMs()).isEqualTo(2_000);
        assertThat(dns.lookup().respectTtl()).isTrue();
        assertThat(dns.targets().hosts()).hasSize(1);

        DiscoverySpec.Dns typed = (DiscoverySpec.Dns) read("cluster_type: {name: envoy.clusters.dns, typed_config:"
                        + " {'@type': type.googleapis.com/envoy.extensions.clusters.dns.v3.DnsCluster,"
                        + " dns_lookup_family: V6_ONLY, dns_jitter: 1s}}, " + assignment)
                .discovery();
        assertThat(typed.logical()).isFalse();
        assertThat(typed.lookup().family()).isEqualTo(DnsFamily.V6_ONLY);
        assertThat(typed.lookup().jitterMs()).isEqualTo(1_000);
        assertThat(typed.waitsForAnswer()).isTrue();
        assertThat(typed.resolver()).isEqualTo(DnsResolverSpec.SYSTEM);

        DiscoverySpec.Dns own = (DiscoverySpec.Dns) read("type: STRICT_DNS, wait_for_warm_on_init: false,"
                        + " dns_failure_refresh_rate: {base_interval: 2s}, typed_dns_resolver_config: {name: cares,"
                        + " typed_config: {'@type': type.googleapis.com/envoy.extensions.network.dns_resolver.cares.v3"
                        + ".CaresDnsResolverConfig, resolvers: [{socket_address: {address: 10.0.0.53, port_value: 53}}],"
                        + " query_tries: 3, query_timeout_seconds: 2, dns_resolver_options: {use_tcp_for_dns_lookups:"
                        + " true}}}, " + assignment)
                .discovery();
        assertThat(own.waitsForAnswer()).isFalse();
        assertThat(own.lookup().failureMaxMs()).isEqualTo(20_000);
        assertThat(own.resolver())
                .isEqualTo(new DnsResolverSpec(
                        ImmutableList.of(new Address.Socket("10.0.0.53", 53)), true, false, 2_000, 3));
    }

    @Test
    void aLogicalHostIsOneHost() {
        assertThat(translate("type: LOGICAL_DNS, load_assignment: {cluster_name: c}", false)
                        .errors())
                .extracting(problem -> problem.path())
                .containsExactly("load_assignment.endpoints");
    }

    @Test
    void anEdsClusterNeedsASource() {
        assertThat(translate("type: EDS", false).errors())
                .extracting(problem -> problem.path())
                .containsExactly("eds_cluster_config");
        assertThat(read("type: EDS, eds_cluster_config: {eds_config: {path_config_source: {path: /e}}}")
                        .discovery())
                .isInstanceOfSatisfying(DiscoverySpec.Eds.class, eds -> {
                    assertThat(eds.serviceName()).isEqualTo("c");
                    assertThat(eds.source().file().orElseThrow().path()).isEqualTo("/e");
                });
    }

    @Test
    void aKindOfClusterThatIsAnExtensionIsFoundByName() {
        assertThat(read("cluster_type: {name: envoy.cluster.static}").cluster().discovery())
                .isEqualTo(ClusterSpec.Discovery.STATIC);
        assertThat(errors("cluster_type: {name: other}")).containsOnlyKeys("cluster_type");
    }

    @Test
    void aColonInAStatNameBecomesAnUnderscore() {
        assertThat(read("alt_stat_name: 'a:b'").cluster().statName()).isEqualTo("a_b");
    }

    private static HostSetSpec hosts(String fields) {
        return ((DiscoverySpec.Static) read(fields).discovery()).hosts();
    }

    private static ConfiguredCluster read(String fields) {
        Translation<ConfiguredCluster> translation = translate(fields, true);
        assertThat(translation.errors()).isEmpty();
        return translation.value().orElseThrow();
    }

    private static Map<String, String> errors(String fields) {
        Map<String, String> reasons = new LinkedHashMap<>();
        translate(fields, true).errors().forEach(problem -> reasons.put(problem.path(), problem.reason()));
        return reasons;
    }

    private static Translation<ConfiguredCluster> translate(String fields, boolean refusals) {
        TestExtensions extensions = new TestExtensions();
        Loaded<Cluster> loaded = ConfigLoader.text(
                "test",
                Format.YAML,
                "{name: c" + (fields.isEmpty() ? "" : ", " + fields) + "}",
                Cluster.getDefaultInstance(),
                UnknownFields.REFUSE);
        assertThat(loaded.errors()).isEmpty();
        return ClusterTranslator.candidate(
                        ((Loaded.Accepted<Cluster>) loaded).message(),
                        "",
                        refusals ? extensions.ground() : extensions.groundWithoutRefusals())
                .translate();
    }
}
