package io.nuncio.proxy.spec.listener;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.CidrRange;

/**
 * Which connections a filter chain serves: Envoy's {@code FilterChainMatch}. An empty list, 0 or an empty text matches
 * everything; the order in which Envoy looks is fixed (destination port, destination IP, server name, transport
 * protocol, application protocols, directly connected source IP, source type, source IP, source port) and the most
 * specific value wins at each step.
 *
 * @param destinationPort 0 for any
 * @param destinationRanges of the local address
 * @param serverNames SNI: exact, or {@code *.suffix}; lower case
 * @param transportProtocol {@code raw_buffer}, {@code tls}, or empty for any
 * @param applicationProtocols ALPN, or what a listener filter found
 * @param directSourceRanges of the peer's own address
 * @param sourceType of the source
 * @param sourceRanges of the source address (that of a PROXY header where one was read)
 * @param sourcePorts of the source
 */
@Immutable
public record FilterChainMatchSpec(
        int destinationPort,
        ImmutableList<CidrRange> destinationRanges,
        ImmutableList<String> serverNames,
        String transportProtocol,
        ImmutableList<String> applicationProtocols,
        ImmutableList<CidrRange> directSourceRanges,
        SourceType sourceType,
        ImmutableList<CidrRange> sourceRanges,
        ImmutableList<Integer> sourcePorts) {

    /** Where a connection may come from. */
    public enum SourceType {
        ANY,
        SAME_IP_OR_LOOPBACK,
        EXTERNAL
    }

    /** Matches every connection. */
    public static final FilterChainMatchSpec ANY = new FilterChainMatchSpec(
            0,
            ImmutableList.of(),
            ImmutableList.of(),
            "",
            ImmutableList.of(),
            ImmutableList.of(),
            SourceType.ANY,
            ImmutableList.of(),
            ImmutableList.of());
}
