package io.nuncio.control.translate.listener;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.nuncio.control.dump.ResourceMessage;
import io.nuncio.control.translate.Addresses;
import io.nuncio.control.translate.Candidate;
import io.nuncio.control.translate.ContentHash;
import io.nuncio.control.translate.Metadatas;
import io.nuncio.control.translate.Place;
import io.nuncio.control.translate.Runtimes;
import io.nuncio.control.translate.Translation;
import io.nuncio.control.translate.TranslationSession;
import io.nuncio.control.translate.TranslationSession.Ground;
import io.nuncio.control.translate.TransportSockets;
import io.nuncio.proxy.spec.Address;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.listener.FilterChainsSpec;
import io.nuncio.proxy.spec.listener.ListenerSocketSpec;
import io.nuncio.proxy.spec.listener.ListenerSpec;
import io.nuncio.proxy.spec.listener.ListenerSpec.ConnectionLimits;
import io.nuncio.proxy.spec.listener.ListenerSpec.Direction;
import io.nuncio.proxy.spec.listener.ListenerSpec.ListenerDrain;
import io.nuncio.proxy.spi.ListenerFilterFactory;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Envoy's {@code Listener} to {@link ListenerSpec}. */
public final class ListenerTranslator {

    private ListenerTranslator() {}

    /**
     * A listener as it came.
     *
     * @param path where the message stands, empty for a resource that came by itself
     */
    public static Candidate<ListenerSpec> candidate(Listener message, String path, Ground ground) {
        String hash = ContentHash.of(message);
        String name = message.getName().isEmpty() ? madeUp(hash + path) : message.getName();
        return new ListenerCandidate(name, hash, message, path, ground);
    }

    private record ListenerCandidate(String name, String contentHash, Listener message, String path, Ground ground)
            implements Candidate<ListenerSpec> {
        @Override
        public String frameHash() {
            return ContentHash.of(message.toBuilder()
                    .clearFilterChains()
                    .clearDefaultFilterChain()
                    .clearFilterChainMatcher()
                    .build());
        }

        @Override
        public ResourceMessage received() {
            return new ResourceMessage(message);
        }

        @Override
        public Translation<ListenerSpec> translate() {
            TranslationSession session = new TranslationSession(ground);
            return session.finish(read(name, message, session.place(path)));
        }
    }

    /** Envoy makes up a UUID too; ours is the same for the same listener, so that a dump can be compared. */
    private static String madeUp(String seed) {
        return UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static @Nullable ListenerSpec read(String name, Listener message, Place place) {
        place.refuseUnsupported(message);
        Address address = address(message, place);
        place.session().listenerStatPrefix(statPrefix(message, address));
        FilterChainsSpec chains = FilterChains.read(message, place);
        ImmutableList<ExtensionSpec> listenerFilters = listenerFilters(message, place);
        ImmutableList<ExtensionSpec> accessLogs = place.accessLogMessages("access_log", message.getAccessLogList());
        ListenerSocketSpec socket = socket(message);
        if (!socket.bindToPort()) {
            place.unsupported(message, "bind_to_port/false", "bind_to_port");
        }
        ConnectionLimits limits = limits(name, message, place);
        if (address == null) {
            return null;
        }
        return new ListenerSpec(
                name,
                statPrefix(message, address),
                address,
                socket,
                listenerFilters,
                chains,
                accessLogs,
                limits,
                new ListenerDrain(direction(message), message.getDrainType() == Listener.DrainType.MODIFY_ONLY),
                Metadatas.read(message.getMetadata()));
    }

    private static String statPrefix(Listener message, @Nullable Address address) {
        String given = message.getStatPrefix();
        return Addresses.forStats(given.isEmpty() && address != null ? address.text() : given);
    }

    private static @Nullable Address address(Listener message, Place place) {
        if (!message.hasAddress()) {
            if (!message.hasInternalListener() && !message.hasApiListener()) {
                place.error("address", "a listener needs one");
            }
            return null;
        }
        if (message.getAddress().getSocketAddress().getProtocol() == SocketAddress.Protocol.UDP) {
            if (!message.hasUdpListenerConfig()) {
                place.unsupported(message, "udp_listener_config", "address.socket_address.protocol");
            }
            return null;
        }
        Address address = Addresses.read(message.getAddress(), Addresses.Names.IP_ONLY, place.at("address"));
        if (address instanceof Address.Internal) {
            place.unsupported(message, "internal_listener", "address.envoy_internal_address");
            return null;
        }
        return address;
    }

    private static ImmutableList<ExtensionSpec> listenerFilters(Listener message, Place place) {
        ImmutableList.Builder<ExtensionSpec> made = ImmutableList.builder();
        for (int i = 0; i < message.getListenerFiltersCount(); i++) {
            ListenerFilter filter = message.getListenerFilters(i);
            if (filter.hasConfigDiscovery()
                    || TransportSockets.keptOnly(filter.getTypedConfig(), place.at("listener_filters", i))) {
                continue;
            }
            ExtensionSpec extension = place.at("listener_filters", i)
                    .extension(ListenerFilterFactory.class, filter.getName(), filter.getTypedConfig());
            if (extension != null) {
                made.add(extension);
            }
        }
        return made.build();
    }

    @SuppressWarnings("deprecation") // old forms are still in use
    private static ListenerSocketSpec socket(Listener message) {
        boolean bind = message.hasBindToPort()
                ? message.getBindToPort().getValue()
                : !message.getDeprecatedV1().hasBindToPort()
                        || message.getDeprecatedV1().getBindToPort().getValue();
        return new ListenerSocketSpec(
                !message.hasEnableReusePort() || message.getEnableReusePort().getValue(),
                bind,
                atMostInt(message.hasTcpBacklogSize(), message.getTcpBacklogSize(), ListenerSocketSpec.BACKLOG_DEFAULT),
                atMostInt(
                        message.hasMaxConnectionsToAcceptPerSocketEvent(),
                        message.getMaxConnectionsToAcceptPerSocketEvent(),
                        ListenerSocketSpec.ACCEPTS_PER_EVENT_DEFAULT),
                message.getConnectionBalanceConfig().hasExactBalance(),
                message.getTransparent().getValue(),
                message.getFreebind().getValue());
    }

    private static ConnectionLimits limits(String name, Listener message, Place place) {
        long timeoutMs = message.hasListenerFiltersTimeout()
                ? place.milliseconds("listener_filters_timeout", message.getListenerFiltersTimeout())
                : ConnectionLimits.LISTENER_FILTERS_TIMEOUT_DEFAULT_MS;
        OptionalLong connectionsMax = Runtimes.integer(
                place.session().ground().runtime(), "envoy.resource_limits.listener." + name + ".connection_limit");
        return new ConnectionLimits(
                atMostInt(
                        message.hasPerConnectionBufferLimitBytes(),
                        message.getPerConnectionBufferLimitBytes(),
                        ConnectionLimits.PER_CONNECTION_BUFFER_DEFAULT_BYTES),
                connectionsMax.isPresent()
                        ? java.util.Optional.of((int) Math.min(connectionsMax.getAsLong(), Integer.MAX_VALUE))
                        : java.util.Optional.empty(),
                message.getIgnoreGlobalConnLimit(),
                timeoutMs,
                message.getContinueOnListenerFiltersTimeout());
    }

    private static Direction direction(Listener message) {
        return switch (message.getTrafficDirection()) {
            case INBOUND -> Direction.INBOUND;
            case OUTBOUND -> Direction.OUTBOUND;
            default -> Direction.UNSPECIFIED;
        };
    }

    /** An unsigned value as an int: above {@link Integer#MAX_VALUE} there is no difference any more. */
    private static int atMostInt(boolean given, UInt32Value value, int otherwise) {
        return given ? (int) Math.min(Integer.toUnsignedLong(value.getValue()), Integer.MAX_VALUE) : otherwise;
    }
}
