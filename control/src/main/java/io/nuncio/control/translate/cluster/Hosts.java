package io.nuncio.control.translate.cluster;

import static io.nuncio.control.translate.cluster.Numbers.atMostInt;

import com.google.common.collect.ImmutableList;
import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.nuncio.control.translate.Addresses;
import io.nuncio.control.translate.Metadatas;
import io.nuncio.control.translate.Place;
import io.nuncio.proxy.spec.Address;
import io.nuncio.proxy.spec.cluster.HostSetSpec;
import io.nuncio.proxy.spec.cluster.HostSpec;
import io.nuncio.proxy.spec.cluster.HostSpec.Health;
import io.nuncio.proxy.spec.cluster.HostSpec.Locality;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Envoy's {@code ClusterLoadAssignment} to {@link HostSetSpec}. */
public final class Hosts {

    private Hosts() {}

    /**
     * Reads {@code message}, which stands at {@code place}; hosts in error are recorded and left out.
     *
     * @param names whether hosts may be named instead of given by address
     */
    public static HostSetSpec read(ClusterLoadAssignment message, Addresses.Names names, Place place) {
        ImmutableList.Builder<HostSpec> hosts = ImmutableList.builder();
        for (int i = 0; i < message.getEndpointsCount(); i++) {
            locality(message, message.getEndpoints(i), names, place.at("endpoints", i), hosts);
        }
        int overprovisioning = message.getPolicy().hasOverprovisioningFactor()
                ? message.getPolicy().getOverprovisioningFactor().getValue()
                : HostSetSpec.OVERPROVISIONING_DEFAULT_PERCENT;
        return new HostSetSpec(hosts.build(), overprovisioning);
    }

    @SuppressWarnings("deprecation") // old forms are still in use
    private static void locality(
            ClusterLoadAssignment all,
            LocalityLbEndpoints message,
            Addresses.Names names,
            Place place,
            ImmutableList.Builder<HostSpec> hosts) {
        Locality locality = new Locality(
                message.getLocality().getRegion(),
                message.getLocality().getZone(),
                message.getLocality().getSubZone(),
                atMostInt(message.getLoadBalancingWeight()));
        boolean inner = message.hasLoadBalancerEndpoints();
        Place listPlace = inner ? place.at("load_balancer_endpoints") : place;
        List<LbEndpoint> endpoints =
                inner ? message.getLoadBalancerEndpoints().getLbEndpointsList() : message.getLbEndpointsList();
        for (int i = 0; i < endpoints.size(); i++) {
            LbEndpoint endpoint = endpoints.get(i);
            HostSpec host = host(
                    endpoint,
                    named(all, endpoint, listPlace.at("lb_endpoints", i)),
                    names,
                    locality,
                    message.getPriority(),
                    listPlace.at("lb_endpoints", i));
            if (host != null) {
                hosts.add(host);
            }
        }
    }

    private static @Nullable Endpoint named(ClusterLoadAssignment all, LbEndpoint endpoint, Place place) {
        if (!endpoint.hasEndpointName()) {
            return endpoint.getEndpoint();
        }
        Endpoint found = all.getNamedEndpointsMap().get(endpoint.getEndpointName());
        if (found == null) {
            place.error("endpoint_name", "there is no '" + endpoint.getEndpointName() + "' in named_endpoints");
        }
        return found;
    }

    private static @Nullable HostSpec host(
            LbEndpoint message,
            @Nullable Endpoint endpoint,
            Addresses.Names names,
            Locality locality,
            int priority,
            Place place) {
        if (endpoint == null) {
            return null;
        }
        Address address = Addresses.read(endpoint.getAddress(), names, place.at("endpoint.address"));
        if (address == null) {
            return null;
        }
        int weight = message.hasLoadBalancingWeight() ? atMostInt(message.getLoadBalancingWeight()) : 1;
        return new HostSpec(
                address,
                endpoint.getHostname(),
                weight,
                priority,
                locality,
                health(message),
                Metadatas.read(message.getMetadata()));
    }

    private static Health health(LbEndpoint message) {
        HealthStatus status = message.getHealthStatus();
        return switch (status) {
            case UNHEALTHY, DRAINING, TIMEOUT -> Health.UNHEALTHY;
            case DEGRADED -> Health.DEGRADED;
            default -> Health.HEALTHY;
        };
    }
}
