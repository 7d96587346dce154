package io.nuncio.control.dump;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.EnvoyInternalAddress;
import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.config.core.v3.Locality;
import io.envoyproxy.envoy.config.core.v3.Pipe;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.nuncio.proxy.spec.cluster.HostSpec;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The hosts of a cluster as they were last published, for {@code include_eds}.
 *
 * @param name the service name where a service names the hosts, else that of the cluster
 * @param viaApi whether the cluster came after the bootstrap
 * @param overprovisioningPercent of the cluster
 * @param hosts in the order of the workers
 */
public record DumpedHosts(String name, boolean viaApi, int overprovisioningPercent, ImmutableList<HostSpec> hosts) {

    private record Group(int priority, HostSpec.Locality locality) {}

    /** As Envoy shows it: everything that is preset is written out. */
    ClusterLoadAssignment message() {
        Map<Group, LocalityLbEndpoints.Builder> groups = new LinkedHashMap<>();
        for (HostSpec host : hosts) {
            groups.computeIfAbsent(new Group(host.priority(), host.locality()), DumpedHosts::group)
                    .addLbEndpoints(endpoint(host));
        }
        ClusterLoadAssignment.Builder message =
                ClusterLoadAssignment.newBuilder().setClusterName(name);
        groups.values().forEach(message::addEndpoints);
        message.getPolicyBuilder().setOverprovisioningFactor(UInt32Value.of(overprovisioningPercent));
        return message.build();
    }

    private static LocalityLbEndpoints.Builder group(Group group) {
        HostSpec.Locality locality = group.locality();
        return LocalityLbEndpoints.newBuilder()
                .setPriority(group.priority())
                .setLoadBalancingWeight(UInt32Value.of(locality.weight()))
                .setLocality(Locality.newBuilder()
                        .setRegion(locality.region())
                        .setZone(locality.zone())
                        .setSubZone(locality.subZone()));
    }

    private static LbEndpoint endpoint(HostSpec host) {
        return LbEndpoint.newBuilder()
                .setEndpoint(Endpoint.newBuilder()
                        .setAddress(address(host.address()))
                        .setHostname(host.hostname())
                        .setHealthCheckConfig(Endpoint.HealthCheckConfig.getDefaultInstance()))
                .setHealthStatus(
                        switch (host.health()) {
                            case HEALTHY -> HealthStatus.HEALTHY;
                            case DEGRADED -> HealthStatus.DEGRADED;
                            case UNHEALTHY -> HealthStatus.UNHEALTHY;
                        })
                .setLoadBalancingWeight(UInt32Value.of(host.weight()))
                .build();
    }

    private static Address address(io.nuncio.proxy.spec.Address address) {
        return switch (address) {
            case io.nuncio.proxy.spec.Address.Socket socket ->
                Address.newBuilder()
                        .setSocketAddress(SocketAddress.newBuilder()
                                .setAddress(socket.host())
                                .setPortValue(socket.port()))
                        .build();
            case io.nuncio.proxy.spec.Address.Pipe pipe ->
                Address.newBuilder()
                        .setPipe(Pipe.newBuilder().setPath(pipe.path()).setMode(pipe.mode()))
                        .build();
            case io.nuncio.proxy.spec.Address.Internal internal ->
                Address.newBuilder()
                        .setEnvoyInternalAddress(
                                EnvoyInternalAddress.newBuilder().setServerListenerName(internal.listener()))
                        .build();
        };
    }
}
