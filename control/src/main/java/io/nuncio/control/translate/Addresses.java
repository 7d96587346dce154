package io.nuncio.control.translate;

import com.google.common.net.InetAddresses;
import io.envoyproxy.envoy.config.core.v3.CidrRange;
import io.envoyproxy.envoy.config.core.v3.EnvoyInternalAddress;
import io.envoyproxy.envoy.config.core.v3.Pipe;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.nuncio.proxy.spec.Address;
import org.jspecify.annotations.Nullable;

/** Reads addresses. */
public final class Addresses {

    /** The longest path of a Unix domain socket on Linux, in bytes, without the closing zero. */
    private static final int PIPE_PATH_MAX_BYTES = 107;

    private static final int FILE_MODE_MAX = 0777;

    private Addresses() {}

    /** What may stand in an address. */
    public enum Names {
        /** An IP address; a name is an error, as nothing would resolve it. */
        IP_ONLY,
        /** A name as well: somebody resolves it. */
        RESOLVED_LATER
    }

    /** Reads {@code message}, which stands at {@code place}; null if an error was recorded. */
    public static @Nullable Address read(io.envoyproxy.envoy.config.core.v3.Address message, Names names, Place place) {
        return switch (message.getAddressCase()) {
            case SOCKET_ADDRESS -> socket(message.getSocketAddress(), names, place.at("socket_address"));
            case PIPE -> pipe(message.getPipe(), place.at("pipe"));
            case ENVOY_INTERNAL_ADDRESS ->
                internal(message.getEnvoyInternalAddress(), place.at("envoy_internal_address"));
            case ADDRESS_NOT_SET -> {
                place.error("has no address");
                yield null;
            }
        };
    }

    private static @Nullable Address socket(SocketAddress message, Names names, Place place) {
        if (!message.getNamedPort().isEmpty()) {
            place.error("named_port", "a port by name needs a resolver, and there is none");
            return null;
        }
        if (!message.getResolverName().isEmpty() && !message.getResolverName().equals("envoy.ip")) {
            place.error("resolver_name", "there is no resolver '" + message.getResolverName() + "'");
            return null;
        }
        if (message.getPortValue() < 0 || message.getPortValue() > Address.Socket.PORT_MAX) {
            place.error(
                    "port_value",
                    "is " + Integer.toUnsignedString(message.getPortValue()) + ", not 0 to " + Address.Socket.PORT_MAX);
            return null;
        }
        String host = message.getAddress();
        if (names == Names.IP_ONLY && !isIp(host)) {
            place.error(
                    "address",
                    "'" + host + "' is no IP address; a name is resolved by clusters of the types STRICT_DNS and"
                            + " LOGICAL_DNS only");
            return null;
        }
        return new Address.Socket(host, message.getPortValue());
    }

    private static @Nullable Address pipe(Pipe message, Place place) {
        String path = message.getPath();
        if (path.isEmpty()) {
            place.error("path", "is empty");
            return null;
        }
        int length = path.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        if (length > PIPE_PATH_MAX_BYTES) {
            place.error("path", "has " + length + " bytes; a Unix domain socket's may have " + PIPE_PATH_MAX_BYTES);
            return null;
        }
        if (path.startsWith("@") && message.getMode() != 0) {
            place.error("mode", "cannot be given to a socket of the abstract name space");
            return null;
        }
        if (message.getMode() < 0 || message.getMode() > FILE_MODE_MAX) {
            place.error("mode", "is " + Integer.toUnsignedString(message.getMode()) + ", not 0 to " + FILE_MODE_MAX);
            return null;
        }
        return new Address.Pipe(path, message.getMode());
    }

    private static @Nullable Address internal(EnvoyInternalAddress message, Place place) {
        if (message.getServerListenerName().isEmpty()) {
            place.error("server_listener_name", "is empty");
            return null;
        }
        return new Address.Internal(message.getServerListenerName(), message.getEndpointId());
    }

    /** Reads a range of addresses; null if an error was recorded. */
    public static io.nuncio.proxy.spec.@Nullable CidrRange range(CidrRange message, Place place) {
        String prefix = message.getAddressPrefix();
        if (!InetAddresses.isInetAddress(prefix)) {
            place.error("address_prefix", "'" + prefix + "' is no IP address");
            return null;
        }
        int length = message.hasPrefixLen() ? message.getPrefixLen().getValue() : 0;
        return io.nuncio.proxy.spec.CidrRange.of(InetAddresses.forString(prefix), length);
    }

    /** Whether {@code host} is an IP address in text form, with a scope or without. */
    public static boolean isIp(String host) {
        int scope = host.indexOf('%');
        return InetAddresses.isInetAddress(scope < 0 ? host : host.substring(0, scope));
    }

    /** {@code name} as a part of a stat's name, where a colon has another meaning. */
    public static String forStats(String name) {
        return name.replace(':', '_').replace('\0', '_');
    }
}
