package io.nuncio.proxy.spi;

import io.nuncio.filter.thread.OnMain;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes one kind of extension out of its configuration; found by {@link java.util.ServiceLoader} under the interface of
 * its category ({@link NetworkFilterFactory}, {@link AccessLoggerFactory} and so on).
 *
 * <p>Called on main, never in the way of a request, possibly several times for one and the same configuration (a
 * dry run of {@code --mode validate}, an update that is refused elsewhere): it must open nothing that it does not
 * register with {@link ParseContext#onClose}.
 *
 * @param <T> what it makes: safe to be used on every worker
 */
@OnMain
public interface ExtensionFactory<T> {

    /** Envoy's name of the extension, {@code envoy.filters.network.echo}. */
    String name();

    /** The full names of the messages that configure it; a configuration is matched by them first, by name second. */
    Set<String> typeNames();

    /**
     * Makes the extension, or records at least one error in {@code context} and answers null.
     *
     * @param config checked against the rules in its descriptor
     * @param context takes errors with their path, and gives what the extension may use
     */
    @Nullable
    T parse(TypedConfig config, ParseContext context);
}
