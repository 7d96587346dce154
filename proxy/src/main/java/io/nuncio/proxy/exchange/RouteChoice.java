package io.nuncio.proxy.exchange;

import io.nuncio.proxy.spec.route.RouteEntry;
import io.nuncio.proxy.spi.message.Head;
import org.jspecify.annotations.Nullable;

/** The route of one stream: looked up once, kept until a filter wants it looked up again. */
final class RouteChoice {

    private boolean made;
    private @Nullable RouteEntry entry;

    @Nullable
    RouteEntry get(HttpStream stream) {
        Head head = stream.requestHead();
        if (!made && head != null) {
            made = true;
            entry = stream.owner().route(stream, head);
            stream.info().routeName(entry == null ? "" : entry.route().name());
        }
        return entry;
    }

    void forget() {
        made = false;
        entry = null;
    }
}
