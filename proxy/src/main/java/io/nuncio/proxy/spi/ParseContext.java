package io.nuncio.proxy.spi;

import com.google.common.collect.ImmutableList;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.proxy.spec.ExtensionSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a factory may use while it reads a configuration, at one place (path) of it. */
@OnMain
public interface ParseContext {

    /**
     * Records an error at {@code field}, relative to this place ({@code idle_timeout}, {@code clusters[2].name}). Parsing
     * goes on, so that all errors are found at once; the resource will be refused.
     */
    void error(String field, String reason);

    /** Records that something valid is not supported by this version: an error whose words come from the one table. */
    void unsupported(String field);

    /** Records that something was accepted but is deprecated or has no effect here. */
    void warning(String field, String reason);

    /** Where stats are declared. */
    default StatStore stats() {
        return services().stats();
    }

    /** How the names of the stats begin of what this is a part of: {@code http.ingress}; empty where it is nobody's part. */
    default String statPrefix() {
        return "";
    }

    /** What the process lends its extensions. */
    Services services();

    /** The place of {@code field} below this one. */
    ParseContext at(String field);

    /**
     * Makes an extension inside an extension.
     *
     * @param category the interface of the factories to choose from
     * @param name the name in the configuration
     * @param config its configuration
     * @return null if an error was recorded
     */
    <T, F extends ExtensionFactory<T>> @Nullable T extension(Class<F> category, String name, TypedConfig config);

    /**
     * Makes access loggers out of {@code envoy.config.accesslog.v3.AccessLog} messages in wire format (a logger with its
     * filter); those in error are recorded and left out.
     */
    ImmutableList<ExtensionSpec> accessLogs(String field, List<byte[]> accessLogs);

    /** Runs {@code close} on main when nothing holds the configuration any more, or when it is refused. */
    void onClose(Runnable close);
}
