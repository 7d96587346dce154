package io.nuncio.proxy.spi.http;

import io.nuncio.filter.thread.OnMain;
import io.nuncio.proxy.spi.ExtensionFactory;
import io.nuncio.proxy.spi.ParseContext;
import io.nuncio.proxy.spi.TypedConfig;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes HTTP filters out of their configuration; found as {@link ExtensionFactory} says. */
@OnMain
public interface HttpFilterFactory extends ExtensionFactory<StreamFilterMaker> {

    /** The full names of the messages that configure it for a route, a virtual host or a weighted cluster. */
    default Set<String> routeTypeNames() {
        return Set.of();
    }

    /**
     * Reads a configuration for a part of a route table, or records at least one error in {@code context} and answers null.
     * What it answers is immutable and safe on every thread.
     */
    default @Nullable Object parseRoute(TypedConfig config, ParseContext context) {
        context.error("", "the filter " + name() + " has no configuration for routes");
        return null;
    }

    /**
     * Makes one configuration out of those that hold for a route; called once when a table is bound to a connection manager.
     *
     * @param own of the filter in the chain; null where it has none
     * @param parsed what {@link #parseRoute} made, the most general level first, the most specific last; never empty
     */
    default @Nullable Object merge(@Nullable Object own, List<Object> parsed) {
        return parsed.getLast();
    }
}
