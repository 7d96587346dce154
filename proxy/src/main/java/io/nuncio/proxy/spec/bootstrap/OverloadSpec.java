package io.nuncio.proxy.spec.bootstrap;

import com.google.errorprone.annotations.Immutable;
import java.util.Optional;

/**
 * What the process as a whole may hold: Envoy's {@code OverloadManager}, as far as it is supported.
 *
 * @param refreshIntervalMs how often resources are looked at
 * @param downstreamConnectionsMax above it new connections of all listeners together are closed at once; empty for no
 *     limit
 */
@Immutable
public record OverloadSpec(long refreshIntervalMs, Optional<Long> downstreamConnectionsMax) {
    /** Envoy's default of {@code refresh_interval}. */
    public static final long REFRESH_INTERVAL_DEFAULT_MS = 1_000;

    /** No limit. */
    public static final OverloadSpec NONE = new OverloadSpec(REFRESH_INTERVAL_DEFAULT_MS, Optional.empty());
}
