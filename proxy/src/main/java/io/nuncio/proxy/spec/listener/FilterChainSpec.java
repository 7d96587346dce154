package io.nuncio.proxy.spec.listener;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.ExtensionSpec;
import java.util.Optional;

/**
 * What happens to a connection: Envoy's {@code FilterChain}.
 *
 * @param name as configured; empty where none was given
 * @param contentHash equal for two chains of equal configuration; an update in place keeps the connections of those
 * @param match which connections it serves
 * @param filters the network filters; the last one is terminal
 * @param transportSocket made by a transport socket's factory; empty for plain TCP
 * @param transportSocketConnectTimeoutMs how long a handshake may take; 0 for ever
 */
@Immutable
public record FilterChainSpec(
        String name,
        String contentHash,
        FilterChainMatchSpec match,
        ImmutableList<ExtensionSpec> filters,
        Optional<ExtensionSpec> transportSocket,
        long transportSocketConnectTimeoutMs) {}
