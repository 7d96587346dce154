package io.nuncio.control.translate.cluster;

import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.extensions.clusters.dns.v3.DnsCluster;
import io.nuncio.control.translate.Addresses;
import io.nuncio.control.translate.ConfigSources;
import io.nuncio.control.translate.Place;
import io.nuncio.proxy.spec.ConfigSourceSpec;
import io.nuncio.proxy.spec.cluster.DiscoverySpec;
import io.nuncio.proxy.spec.cluster.DiscoverySpec.DnsFamily;
import io.nuncio.proxy.spec.cluster.DiscoverySpec.DnsLookup;
import io.nuncio.proxy.spec.cluster.DnsResolverSpec;
import io.nuncio.proxy.spec.cluster.HostSetSpec;
import org.jspecify.annotations.Nullable;

/** Where the hosts of a cluster come from. */
final class Discoveries {

    private static final int FAILURE_FACTOR = 10;

    private Discoveries() {}

    static @Nullable DiscoverySpec read(Cluster message, Place place) {
        if (message.hasClusterType()) {
            return custom(message, place);
        }
        return switch (message.getType()) {
            case STATIC -> fixed(message, place);
            case STRICT_DNS -> old(message, false, place);
            case LOGICAL_DNS -> old(message, true, place);
            case EDS -> eds(message, place);
            default -> null; // refused by the table, or by the rules of the enum
        };
    }

    /** Envoy knows its own kinds by name as well, whatever their enum. */
    private static @Nullable DiscoverySpec custom(Cluster message, Place place) {
        Cluster.CustomClusterType type = message.getClusterType();
        if (type.getTypedConfig().is(DnsCluster.class)) {
            return dnsCluster(message, place);
        }
        return switch (type.getName()) {
            case "envoy.cluster.static" -> fixed(message, place);
            case "envoy.cluster.strict_dns" -> old(message, false, place);
            case "envoy.cluster.logical_dns" -> old(message, true, place);
            case "envoy.cluster.eds" -> eds(message, place);
            default -> {
                place.error("cluster_type", "there is no kind of cluster '" + type.getName() + "'");
                yield null;
            }
        };
    }

    private static DiscoverySpec fixed(Cluster message, Place place) {
        return new DiscoverySpec.Static(
                Hosts.read(message.getLoadAssignment(), Addresses.Names.IP_ONLY, place.at("load_assignment")));
    }

    private static @Nullable DiscoverySpec dnsCluster(Cluster message, Place place) {
        Place at = place.at("cluster_type.typed_config");
        try {
            DnsCluster config = message.getClusterType().getTypedConfig().unpack(DnsCluster.class);
            at.refuseUnsupported(config);
            DnsLookup lookup = new DnsLookup(
                    family(config.getDnsLookupFamilyValue()),
                    refresh(config.hasDnsRefreshRate(), "dns_refresh_rate", config.getDnsRefreshRate(), at),
                    config.hasDnsMinRefreshRate()
                            ? at.milliseconds("dns_min_refresh_rate", config.getDnsMinRefreshRate())
                            : DnsLookup.REFRESH_MIN_DEFAULT_MS,
                    at.milliseconds("dns_jitter", config.getDnsJitter()),
                    config.getRespectDnsTtl(),
                    at.milliseconds(
                            "dns_failure_refresh_rate.base_interval",
                            config.getDnsFailureRefreshRate().getBaseInterval()),
                    failureMaxMs(
                            config.getDnsFailureRefreshRate().hasMaxInterval(),
                            config.getDnsFailureRefreshRate().getMaxInterval(),
                            config.getDnsFailureRefreshRate().getBaseInterval(),
                            at));
            DnsResolverSpec resolver = config.hasTypedDnsResolverConfig()
                    ? Resolvers.typed(config.getTypedDnsResolverConfig(), at.at("typed_dns_resolver_config"))
                    : DnsResolverSpec.SYSTEM;
            return dns(message, config.getAllAddressesInSingleEndpoint(), lookup, resolver, place);
        } catch (InvalidProtocolBufferException e) {
            at.error("is not what its type says: " + e.getMessage());
            return null;
        }
    }

    private static DiscoverySpec old(Cluster message, boolean logical, Place place) {
        return dns(message, logical, legacyLookup(message, place), Resolvers.of(message, place), place);
    }

    @SuppressWarnings("deprecation") // old forms are still in use
    private static DnsLookup legacyLookup(Cluster message, Place place) {
        return new DnsLookup(
                legacyFamily(message.getDnsLookupFamily()),
                refresh(message.hasDnsRefreshRate(), "dns_refresh_rate", message.getDnsRefreshRate(), place),
                DnsLookup.REFRESH_MIN_DEFAULT_MS,
                place.milliseconds("dns_jitter", message.getDnsJitter()),
                message.getRespectDnsTtl(),
                place.milliseconds(
                        "dns_failure_refresh_rate.base_interval",
                        message.getDnsFailureRefreshRate().getBaseInterval()),
                failureMaxMs(
                        message.getDnsFailureRefreshRate().hasMaxInterval(),
                        message.getDnsFailureRefreshRate().getMaxInterval(),
                        message.getDnsFailureRefreshRate().getBaseInterval(),
                        place));
    }

    /** Envoy's default is ten times the first interval. */
    private static long failureMaxMs(boolean given, Duration max, Duration base, Place place) {
        long baseMs = place.milliseconds("dns_failure_refresh_rate.base_interval", base);
        long maxMs = given ? place.milliseconds("dns_failure_refresh_rate.max_interval", max) : baseMs * FAILURE_FACTOR;
        if (maxMs < baseMs) {
            place.error("dns_failure_refresh_rate.max_interval", "is below the base_interval");
        }
        return maxMs;
    }

    private static long refresh(boolean given, String field, Duration value, Place place) {
        return given ? place.milliseconds(field, value) : DnsLookup.REFRESH_DEFAULT_MS;
    }

    private static DnsFamily legacyFamily(Cluster.DnsLookupFamily family) {
        return switch (family) {
            case V4_ONLY -> DnsFamily.V4_ONLY;
            case V6_ONLY -> DnsFamily.V6_ONLY;
            case V4_PREFERRED -> DnsFamily.V4_PREFERRED;
            case ALL -> DnsFamily.ALL;
            default -> DnsFamily.AUTO;
        };
    }

    /** The numbers of {@code envoy.extensions.clusters.common.dns.v3.DnsLookupFamily}: 0 is "unspecified". */
    private static DnsFamily family(int number) {
        return switch (number) {
            case 2 -> DnsFamily.V4_ONLY;
            case 3 -> DnsFamily.V6_ONLY;
            case 4 -> DnsFamily.V4_PREFERRED;
            case 5 -> DnsFamily.ALL;
            default -> DnsFamily.AUTO;
        };
    }

    private static DiscoverySpec dns(
            Cluster message, boolean logical, DnsLookup lookup, DnsResolverSpec resolver, Place place) {
        Place at = place.at("load_assignment");
        HostSetSpec targets = Hosts.read(message.getLoadAssignment(), Addresses.Names.RESOLVED_LATER, at);
        boolean single = message.getLoadAssignment().getEndpointsCount() == 1
                && message.getLoadAssignment().getEndpoints(0).getLbEndpointsCount() == 1;
        if (logical && !single) {
            at.error("endpoints", "a cluster with one logical host has exactly one locality with one endpoint");
        }
        boolean waits = !message.hasWaitForWarmOnInit()
                || message.getWaitForWarmOnInit().getValue();
        return new DiscoverySpec.Dns(targets, logical, lookup, resolver, waits);
    }

    private static @Nullable DiscoverySpec eds(Cluster message, Place place) {
        if (!message.hasEdsClusterConfig()) {
            place.error("eds_cluster_config", "a cluster of the type EDS needs it");
            return null;
        }
        ConfigSourceSpec source = ConfigSources.read(
                message.getEdsClusterConfig().getEdsConfig(), place.at("eds_cluster_config.eds_config"));
        String service = message.getEdsClusterConfig().getServiceName();
        return source == null ? null : new DiscoverySpec.Eds(service.isEmpty() ? message.getName() : service, source);
    }
}
