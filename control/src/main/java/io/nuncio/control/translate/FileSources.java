package io.nuncio.control.translate;

import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.nuncio.proxy.spec.FileSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads where a resource comes from, as far as it is a file. */
public final class FileSources {

    private FileSources() {}

    /** Reads {@code message}, which stands at {@code place}; null if an error was recorded. */
    @SuppressWarnings("deprecation") // old forms are still in use
    public static @Nullable FileSource read(ConfigSource message, Place place) {
        return switch (message.getConfigSourceSpecifierCase()) {
            case PATH -> new FileSource(message.getPath(), Optional.empty());
            case PATH_CONFIG_SOURCE ->
                new FileSource(
                        message.getPathConfigSource().getPath(),
                        message.getPathConfigSource().hasWatchedDirectory()
                                ? Optional.of(message.getPathConfigSource()
                                        .getWatchedDirectory()
                                        .getPath())
                                : Optional.empty());
            case CONFIGSOURCESPECIFIER_NOT_SET -> {
                place.error("says nothing about where the resource comes from");
                yield null;
            }
            default -> null; // refused by the table
        };
    }
}
