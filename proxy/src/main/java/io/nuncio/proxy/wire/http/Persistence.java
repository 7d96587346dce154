package io.nuncio.proxy.wire.http;

import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.Protocol;

/** Whether a message lets its connection live on, as Envoy decides it. */
public final class Persistence {

    private Persistence() {}

    /** Whether the connection has to be closed after that message and its answer. */
    public static boolean closes(Protocol protocol, Head head) {
        if (protocol.multiplexed()) {
            return false;
        }
        if (protocol == Protocol.HTTP_10 && !head.hasToken(HeaderNames.CONNECTION, "keep-alive")) {
            return true;
        }
        return protocol == Protocol.HTTP_11 && head.hasToken(HeaderNames.CONNECTION, "close")
                || head.hasToken(HeaderNames.PROXY_CONNECTION, "close");
    }
}
