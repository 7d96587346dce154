package io.nuncio.proxy.spec.cluster;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.Address;

/**
 * Whom names are asked of: Envoy's {@code CaresDnsResolverConfig}.
 *
 * @param servers in the order in which they are asked; none: those of the system
 * @param tcp whether every question goes over TCP
 * @param noSearch whether names are asked for as they stand, without the system's list of domains
 * @param timeoutMs how long an answer is waited for; 0: as the system says
 * @param tries how often a server is asked; 0: as the system says
 */
@Immutable
public record DnsResolverSpec(
        ImmutableList<Address.Socket> servers, boolean tcp, boolean noSearch, long timeoutMs, int tries) {
    /** All as the system says. */
    public static final DnsResolverSpec SYSTEM = new DnsResolverSpec(ImmutableList.of(), false, false, 0, 0);
}
