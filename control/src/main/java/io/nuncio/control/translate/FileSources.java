package io.nuncio.control.translate;

import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.nuncio.proxy.spec.ConfigSourceSpec;
import io.nuncio.proxy.spec.FileSource;
import org.jspecify.annotations.Nullable;

/** Reads where a resource comes from where only a file will do. */
public final class FileSources {

    private FileSources() {}

    /** Reads {@code message}, which stands at {@code place}; null if an error was recorded. */
    public static @Nullable FileSource read(ConfigSource message, Place place) {
        ConfigSourceSpec source = ConfigSources.read(message, place);
        if (source == null) {
            return null;
        }
        if (source.file().isEmpty()) {
            place.error("only a file is supported here yet");
        }
        return source.file().orElse(null);
    }
}
