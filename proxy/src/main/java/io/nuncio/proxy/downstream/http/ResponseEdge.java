package io.nuncio.proxy.downstream.http;

import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.http.HttpConnectionSpec;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.ServerHeader;
import io.nuncio.proxy.spi.message.Head;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What a connection manager does to the head of a response before it is sent (Envoy's {@code mutateResponseHeaders}). */
final class ResponseEdge {

    private static final int SWITCHING_PROTOCOLS = 101;

    private final HttpConnectionSpec spec;
    private final byte[] serverName;

    ResponseEdge(HttpConnectionSpec spec) {
        this.spec = spec;
        this.serverName = spec.responses().serverName().getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * Changes {@code head}.
     *
     * @param request the head of the request; null for one that could not be read
     * @param date the value of {@code date} now
     */
    void apply(Head head, @Nullable Head request, boolean upgrade, byte[] date) {
        if (!(upgrade && head.number(HeaderNames.STATUS) == SWITCHING_PROTOCOLS)) {
            head.remove(HeaderNames.CONNECTION);
            head.remove(HeaderNames.UPGRADE);
        }
        head.remove(HeaderNames.TRANSFER_ENCODING);
        head.remove(HeaderNames.KEEP_ALIVE);
        head.remove(HeaderNames.PROXY_CONNECTION);
        if (request != null
                && (spec.forwarding().requestIds().alwaysInResponse()
                        || request.has(HeaderNames.X_ENVOY_FORCE_TRACE))) {
            String id = request.first(HeaderNames.X_REQUEST_ID);
            if (id != null) {
                head.set(HeaderNames.X_REQUEST_ID, id);
            }
        }
        if (!spec.forwarding().via().isEmpty()) {
            Via.append(head, spec.forwarding().via());
        }
        if (!head.has(HeaderNames.DATE)) {
            head.set(HeaderNames.DATE, date);
        }
        ServerHeader server = spec.responses().server();
        if (server == ServerHeader.OVERWRITE
                || server == ServerHeader.APPEND_IF_ABSENT && !head.has(HeaderNames.SERVER)) {
            head.set(HeaderNames.SERVER, serverName);
        }
    }
}
