package io.nuncio.control.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spi.TransportSocketMaker;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TransportSocketsTest {

    private static final TransportSocket TLS = TransportSocket.newBuilder()
            .setName("envoy.transport_sockets.tls")
            .setTypedConfig(Any.pack(DownstreamTlsContext.getDefaultInstance()))
            .build();

    @Test
    void tlsOfAFileIsRefused() {
        TranslationSession session = new TranslationSession(new TestExtensions().ground());
        assertThat(TransportSockets.read(TLS, session.place("chain"))).isEmpty();
        assertThat(session.problems().errors())
                .extracting(Problem::path)
                .contains("chain.transport_socket.typed_config");
        assertThat(TransportSockets.keptOnly(Any.pack(TlsInspector.getDefaultInstance()), session.place("")))
                .isFalse();
    }

    @Test
    void tlsOfAControlPlaneIsKeptAndNeverServedInTheClear() {
        TranslationSession session =
                new TranslationSession(new TestExtensions().ground().keeping());
        Optional<ExtensionSpec> kept = TransportSockets.read(TLS, session.place("chain"));
        assertThat(kept.orElseThrow().made().as(TransportSocketMaker.class).secure())
                .isTrue();
        assertThat(session.problems().errors()).isEmpty();
        assertThat(session.problems().warnings()).extracting(Problem::path).containsExactly("chain.transport_socket");
        assertThat(TransportSockets.keptOnly(Any.pack(TlsInspector.getDefaultInstance()), session.place("")))
                .isTrue();
    }
}
