package io.nuncio.control.translate.cluster;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.DnsResolverOptions;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.extensions.network.dns_resolver.cares.v3.CaresDnsResolverConfig;
import io.envoyproxy.envoy.extensions.network.dns_resolver.getaddrinfo.v3.GetAddrInfoDnsResolverConfig;
import io.nuncio.control.translate.Addresses;
import io.nuncio.control.translate.Place;
import io.nuncio.proxy.spec.Address;
import io.nuncio.proxy.spec.cluster.DnsResolverSpec;
import java.util.List;

/** Whom the names of a cluster are asked of: the newest form that is given counts, as in Envoy. */
final class Resolvers {

    private static final long MS_PER_SECOND = 1_000;

    private Resolvers() {}

    @SuppressWarnings("deprecation") // old forms are still in use
    static DnsResolverSpec of(Cluster message, Place place) {
        if (message.hasTypedDnsResolverConfig()) {
            return typed(message.getTypedDnsResolverConfig(), place.at("typed_dns_resolver_config"));
        }
        if (message.hasDnsResolutionConfig()) {
            return spec(
                    message.getDnsResolutionConfig().getResolversList(),
                    message.getDnsResolutionConfig().getDnsResolverOptions(),
                    place.at("dns_resolution_config"));
        }
        return new DnsResolverSpec(
                servers(message.getDnsResolversList(), "dns_resolvers", place),
                message.getUseTcpForDnsLookups(),
                false,
                0,
                0);
    }

    static DnsResolverSpec typed(TypedExtensionConfig message, Place place) {
        Any config = message.getTypedConfig();
        Place at = place.at("typed_config");
        try {
            if (config.is(CaresDnsResolverConfig.class)) {
                CaresDnsResolverConfig cares = config.unpack(CaresDnsResolverConfig.class);
                at.refuseUnsupported(cares);
                DnsResolverSpec spec = spec(cares.getResolversList(), cares.getDnsResolverOptions(), at);
                return new DnsResolverSpec(
                        spec.servers(),
                        spec.tcp(),
                        spec.noSearch(),
                        cares.getQueryTimeoutSeconds().getValue() * MS_PER_SECOND,
                        cares.getQueryTries().getValue());
            }
            if (config.is(GetAddrInfoDnsResolverConfig.class)) {
                // It asks whom the system asks.
                return DnsResolverSpec.SYSTEM;
            }
            at.error("there is no resolver of names for '" + message.getName() + "' with the type "
                    + config.getTypeUrl());
        } catch (InvalidProtocolBufferException e) {
            at.error("is not what its type says: " + e.getMessage());
        }
        return DnsResolverSpec.SYSTEM;
    }

    private static DnsResolverSpec spec(
            List<io.envoyproxy.envoy.config.core.v3.Address> resolvers, DnsResolverOptions options, Place place) {
        return new DnsResolverSpec(
                servers(resolvers, "resolvers", place),
                options.getUseTcpForDnsLookups(),
                options.getNoDefaultSearchDomain(),
                0,
                0);
    }

    private static ImmutableList<Address.Socket> servers(
            List<io.envoyproxy.envoy.config.core.v3.Address> messages, String field, Place place) {
        ImmutableList.Builder<Address.Socket> servers = ImmutableList.builder();
        for (int i = 0; i < messages.size(); i++) {
            Address address = Addresses.read(messages.get(i), Addresses.Names.IP_ONLY, place.at(field, i));
            if (address instanceof Address.Socket socket) {
                servers.add(socket);
            } else if (address != null) {
                place.at(field, i).error("is no address of a name server");
            }
        }
        return servers.build();
    }
}
