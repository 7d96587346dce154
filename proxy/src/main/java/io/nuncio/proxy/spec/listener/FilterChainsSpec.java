package io.nuncio.proxy.spec.listener;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.Immutable;
import java.util.Optional;

/**
 * The filter chains of a listener.
 *
 * @param chains in the order of the configuration
 * @param defaultChain serves a connection that no other chain matches; empty: such a connection is closed
 */
@Immutable
public record FilterChainsSpec(ImmutableList<FilterChainSpec> chains, Optional<FilterChainSpec> defaultChain) {}
