package io.nuncio.control.translate.http;

import com.google.common.collect.ImmutableList;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.nuncio.control.translate.Place;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.http.HttpFilterSpec;
import io.nuncio.proxy.spi.http.HttpFilterFactory;
import io.nuncio.proxy.spi.http.StreamFilterMaker;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Envoy's {@code HttpFilter}s: a chain of a connection manager. Its rules and their words are Envoy's. */
final class HttpFilters {

    private HttpFilters() {}

    /**
     * Reads a chain.
     *
     * @param field where it stands below {@code place}
     */
    static ImmutableList<HttpFilterSpec> read(List<HttpFilter> messages, String field, Place place) {
        ImmutableList.Builder<HttpFilterSpec> all = ImmutableList.builder();
        for (int i = 0; i < messages.size(); i++) {
            Place at = place.at(field, i);
            HttpFilter message = messages.get(i);
            at.refuseUnsupported(message);
            if (message.hasConfigDiscovery()) {
                continue; // refused by the table
            }
            HttpFilterSpec filter = filter(message, at);
            if (filter != null) {
                checkEnd(filter, i == messages.size() - 1, message, at);
                all.add(filter);
            }
        }
        return all.build();
    }

    private static @Nullable HttpFilterSpec filter(HttpFilter message, Place place) {
        String type = typeName(message);
        boolean known =
                place.session().ground().extensions().find(HttpFilterFactory.class, message.getName(), type) != null;
        if (!known && message.getIsOptional()) {
            place.warning("", "the filter '" + message.getName() + "' is optional and not known: it is left out");
            return null;
        }
        ExtensionSpec extension = place.<StreamFilterMaker, HttpFilterFactory>extension(
                HttpFilterFactory.class, message.getName(), message.getTypedConfig());
        return extension == null ? null : new HttpFilterSpec(extension, message.getDisabled());
    }

    private static void checkEnd(HttpFilterSpec filter, boolean last, HttpFilter message, Place place) {
        boolean terminal = filter.extension().made().as(StreamFilterMaker.class).terminal();
        String name = message.getName();
        HttpFilterFactory factory =
                place.session().ground().extensions().find(HttpFilterFactory.class, name, typeName(message));
        String type = factory == null ? name : factory.name();
        if (terminal && !last) {
            place.error("Error: terminal filter named " + name + " of type " + type
                    + " must be the last filter in a http filter chain.");
        } else if (!terminal && last) {
            place.error("Error: non-terminal filter named " + name + " of type " + type
                    + " is the last filter in a http filter chain.");
        } else if (terminal && filter.disabled()) {
            place.error("Error: the last (terminal) filter (" + name + ") in the chain cannot be disabled by default.");
        }
    }

    private static String typeName(HttpFilter message) {
        String url = message.getTypedConfig().getTypeUrl();
        return url.substring(url.lastIndexOf('/') + 1);
    }
}
