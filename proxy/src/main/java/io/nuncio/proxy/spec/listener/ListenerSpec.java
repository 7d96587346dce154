package io.nuncio.proxy.spec.listener;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.Address;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.MetadataSpec;
import java.util.Optional;

/**
 * A listener as configured: Envoy's {@code config.listener.v3.Listener}.
 *
 * @param name unique among the listeners; made up where the configuration gives none
 * @param statPrefix what follows {@code listener.} in the names of its stats
 * @param address where it listens
 * @param socket how its sockets are opened and how connections are accepted
 * @param listenerFilters what looks at a connection before its filter chain is chosen; first in the list runs first
 * @param chains the filter chains and how one is chosen
 * @param accessLogs written at the end of each connection, and for connections that no chain matches
 * @param limits what a connection of this listener may hold
 * @param drain how the listener goes away
 * @param metadata what logs and extensions may ask for
 */
@Immutable
public record ListenerSpec(
        String name,
        String statPrefix,
        Address address,
        ListenerSocketSpec socket,
        ImmutableList<ExtensionSpec> listenerFilters,
        FilterChainsSpec chains,
        ImmutableList<ExtensionSpec> accessLogs,
        ConnectionLimits limits,
        ListenerDrain drain,
        MetadataSpec metadata) {

    /** Without metadata. */
    public ListenerSpec(
            String name,
            String statPrefix,
            Address address,
            ListenerSocketSpec socket,
            ImmutableList<ExtensionSpec> listenerFilters,
            FilterChainsSpec chains,
            ImmutableList<ExtensionSpec> accessLogs,
            ConnectionLimits limits,
            ListenerDrain drain) {
        this(name, statPrefix, address, socket, listenerFilters, chains, accessLogs, limits, drain, MetadataSpec.NONE);
    }

    /** Which way the traffic of a listener flows, as far as the configuration says. */
    public enum Direction {
        UNSPECIFIED,
        INBOUND,
        OUTBOUND
    }

    /**
     * What one connection may hold, and how many there may be.
     *
     * @param perConnectionBufferBytes the high watermark of each direction (soft); 0 turns back-pressure off
     * @param connectionsMax above it new connections are closed at once; empty for no limit
     * @param ignoreGlobalLimit whether the process-wide connection limit spares this listener
     * @param listenerFiltersTimeoutMs how long the listener filters may take; 0 for ever
     * @param continueOnListenerFiltersTimeout whether a connection goes on after that time instead of being closed
     */
    @Immutable
    public record ConnectionLimits(
            int perConnectionBufferBytes,
            Optional<Integer> connectionsMax,
            boolean ignoreGlobalLimit,
            long listenerFiltersTimeoutMs,
            boolean continueOnListenerFiltersTimeout) {
        /** Envoy's default of {@code per_connection_buffer_limit_bytes}: 1 MiB. */
        public static final int PER_CONNECTION_BUFFER_DEFAULT_BYTES = 1024 * 1024;
        /** Envoy's default of {@code listener_filters_timeout}. */
        public static final long LISTENER_FILTERS_TIMEOUT_DEFAULT_MS = 15_000;
    }

    /**
     * How the listener goes away.
     *
     * @param direction drains may be confined to one direction
     * @param modifyOnly whether it ignores a failed health check ({@code drain_type: MODIFY_ONLY})
     */
    @Immutable
    public record ListenerDrain(Direction direction, boolean modifyOnly) {}
}
