package io.nuncio.control.translate.listener;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import io.envoyproxy.envoy.config.core.v3.CidrRange;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.nuncio.control.translate.Addresses;
import io.nuncio.control.translate.Place;
import io.nuncio.proxy.spec.listener.FilterChainMatchSpec;
import io.nuncio.proxy.spec.listener.FilterChainMatchSpec.SourceType;
import java.util.List;

/** Which connections a filter chain serves. */
final class ChainMatches {

    private static final int PORT_MAX = 65_535;

    private ChainMatches() {}

    static FilterChainMatchSpec read(FilterChainMatch message, Place place) {
        // Envoy has never implemented these two, and refuses them.
        if (!message.getAddressSuffix().isEmpty()) {
            place.error("address_suffix", "is implemented by nobody");
        }
        if (message.hasSuffixLen()) {
            place.error("suffix_len", "is implemented by nobody");
        }
        return new FilterChainMatchSpec(
                port(message.hasDestinationPort() ? message.getDestinationPort().getValue() : 0, place),
                ranges("prefix_ranges", message.getPrefixRangesList(), place),
                serverNames(message, place),
                message.getTransportProtocol(),
                ImmutableList.copyOf(message.getApplicationProtocolsList()),
                ranges("direct_source_prefix_ranges", message.getDirectSourcePrefixRangesList(), place),
                sourceType(message),
                ranges("source_prefix_ranges", message.getSourcePrefixRangesList(), place),
                sourcePorts(message, place));
    }

    private static int port(int port, Place place) {
        if (port < 0 || port > PORT_MAX) {
            place.error("destination_port", "is " + Integer.toUnsignedString(port) + ", not 1 to " + PORT_MAX);
        }
        return port;
    }

    private static ImmutableList<io.nuncio.proxy.spec.CidrRange> ranges(
            String field, List<CidrRange> messages, Place place) {
        ImmutableList.Builder<io.nuncio.proxy.spec.CidrRange> ranges = ImmutableList.builder();
        for (int i = 0; i < messages.size(); i++) {
            io.nuncio.proxy.spec.CidrRange range = Addresses.range(messages.get(i), place.at(field, i));
            if (range != null) {
                ranges.add(range);
            }
        }
        return ranges.build();
    }

    private static ImmutableList<String> serverNames(FilterChainMatch message, Place place) {
        ImmutableList.Builder<String> names = ImmutableList.builder();
        for (int i = 0; i < message.getServerNamesCount(); i++) {
            String name = message.getServerNames(i);
            boolean wildcard = name.startsWith("*.");
            if (name.indexOf('*', wildcard ? 1 : 0) >= 0) {
                place.at("server_names", i)
                        .error("'" + name + "': a star can stand for the first labels only, as in *.example.com");
            }
            names.add(Ascii.toLowerCase(name));
        }
        return names.build();
    }

    private static SourceType sourceType(FilterChainMatch message) {
        return switch (message.getSourceType()) {
            case SAME_IP_OR_LOOPBACK -> SourceType.SAME_IP_OR_LOOPBACK;
            case EXTERNAL -> SourceType.EXTERNAL;
            default -> SourceType.ANY;
        };
    }

    private static ImmutableList<Integer> sourcePorts(FilterChainMatch message, Place place) {
        for (int i = 0; i < message.getSourcePortsCount(); i++) {
            int port = message.getSourcePorts(i);
            if (port < 1 || port > PORT_MAX) {
                place.at("source_ports", i).error("is " + Integer.toUnsignedString(port) + ", not 1 to " + PORT_MAX);
            }
        }
        return ImmutableList.copyOf(message.getSourcePortsList());
    }
}
