package io.nuncio.proxy.exchange;

import io.nuncio.proxy.spec.MetadataSpec;
import io.nuncio.proxy.spec.route.RouteEntry;
import io.nuncio.proxy.spi.MetadataSource;
import io.nuncio.proxy.spi.StreamInfo;
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
            note(stream.info(), entry);
        }
        return entry;
    }

    private static void note(StreamInfo info, @Nullable RouteEntry chosen) {
        info.routeName(chosen == null ? "" : chosen.route().name());
        info.metadata(
                MetadataSource.ROUTE,
                chosen == null ? MetadataSpec.NONE : chosen.route().details().metadata());
        info.metadata(
                MetadataSource.VIRTUAL_HOST,
                chosen == null ? MetadataSpec.NONE : chosen.virtualHost().metadata());
    }

    void forget() {
        made = false;
        entry = null;
    }
}
