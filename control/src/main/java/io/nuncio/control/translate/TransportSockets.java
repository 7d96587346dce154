package io.nuncio.control.translate;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.Opaque;
import io.nuncio.proxy.spi.TransportSocketFactory;
import io.nuncio.proxy.wire.UnservedSocket;
import java.util.Optional;

/** Reads Envoy's {@code TransportSocket}. */
public final class TransportSockets {

    private static final String TLS_INSPECTOR = "envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector";

    private TransportSockets() {}

    /** Reads {@code message}, which stands in the field {@code transport_socket} of {@code place}; empty after an error. */
    public static Optional<ExtensionSpec> read(TransportSocket message, Place place) {
        Place at = place.at("transport_socket");
        Any config = message.getTypedConfig();
        boolean tls = config.is(DownstreamTlsContext.class) || config.is(UpstreamTlsContext.class);
        if (tls && place.session().ground().refusals().keeps()) {
            at.warning("", "TLS is kept, but not served yet: what would need it is closed");
            return Optional.of(new ExtensionSpec(
                    message.getName(),
                    config.getTypeUrl(),
                    Opaque.of(new UnservedSocket.Maker(config.getValue().toByteArray()))));
        }
        return Optional.ofNullable(at.extension(TransportSocketFactory.class, message.getName(), config));
    }

    /** Whether a listener filter is kept without being run: what it would find out is only of use where TLS is served. */
    public static boolean keptOnly(Any listenerFilter, Place place) {
        boolean kept = place.session().ground().refusals().keeps()
                && listenerFilter.getTypeUrl().endsWith("/" + TLS_INSPECTOR);
        if (kept) {
            place.warning("", "is kept, but TLS is not served yet");
        }
        return kept;
    }
}
