package io.nuncio.control.translate;

import io.envoyproxy.envoy.config.core.v3.ApiConfigSource;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.nuncio.proxy.spec.ConfigSourceSpec;
import io.nuncio.proxy.spec.ControlPlaneSpec;
import io.nuncio.proxy.spec.FileSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads where a resource comes from: Envoy's {@code ConfigSource}. */
public final class ConfigSources {

    private ConfigSources() {}

    /** Reads {@code message}, which stands at {@code place}; null if an error was recorded. */
    public static @Nullable ConfigSourceSpec read(ConfigSource message, Place place) {
        long timeoutMs = message.hasInitialFetchTimeout()
                ? place.milliseconds("initial_fetch_timeout", message.getInitialFetchTimeout())
                : ConfigSourceSpec.INITIAL_FETCH_TIMEOUT_DEFAULT_MS;
        ConfigSourceSpec.Origin origin = origin(message, place);
        return origin == null ? null : new ConfigSourceSpec(origin, timeoutMs);
    }

    @SuppressWarnings("deprecation") // old forms are still in use
    private static ConfigSourceSpec.@Nullable Origin origin(ConfigSource message, Place place) {
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
            case ADS -> new ConfigSourceSpec.Ads();
            case SELF -> new ConfigSourceSpec.Self();
            case API_CONFIG_SOURCE -> own(message.getApiConfigSource(), place.at("api_config_source"));
            case CONFIGSOURCESPECIFIER_NOT_SET -> {
                place.error("says nothing about where the resource comes from");
                yield null;
            }
        };
    }

    /** A stream of its own for one kind of resources. */
    private static @Nullable ControlPlaneSpec own(ApiConfigSource message, Place place) {
        return switch (message.getApiType()) {
            case GRPC, DELTA_GRPC -> ControlPlanes.read(message, place);
            case AGGREGATED_GRPC, AGGREGATED_DELTA_GRPC -> {
                place.error("api_type", message.getApiType() + " is for xdstp collections; ads is meant by `ads: {}`");
                yield null;
            }
            default -> null; // refused by the table, or by the rules of the enum
        };
    }
}
