package io.nuncio.proxy.spec;

import com.google.errorprone.annotations.Immutable;
import java.util.Optional;

/**
 * Where a resource comes from: Envoy's {@code config.core.v3.ConfigSource}.
 *
 * @param origin a file, or a control plane
 * @param initialFetchTimeoutMs how long whoever needs the resource waits for a control plane's first answer before it goes
 *     on without; 0: as long as it takes. Files are read at once
 */
@Immutable
public record ConfigSourceSpec(Origin origin, long initialFetchTimeoutMs) {
    /** Envoy's default of {@code initial_fetch_timeout}. */
    public static final long INITIAL_FETCH_TIMEOUT_DEFAULT_MS = 15_000;

    /** Who is asked. */
    @Immutable
    public sealed interface Origin permits FileSource, Ads, Self, ControlPlaneSpec {}

    /** The one stream that the bootstrap's {@code ads_config} names. */
    public record Ads() implements Origin {}

    /** Whoever has sent what names this source; only for resources of a control plane. */
    public record Self() implements Origin {}

    /** Of a file. */
    public static ConfigSourceSpec of(FileSource file) {
        return new ConfigSourceSpec(file, INITIAL_FETCH_TIMEOUT_DEFAULT_MS);
    }

    /** The file, if it is one. */
    public Optional<FileSource> file() {
        return origin instanceof FileSource file ? Optional.of(file) : Optional.empty();
    }
}
