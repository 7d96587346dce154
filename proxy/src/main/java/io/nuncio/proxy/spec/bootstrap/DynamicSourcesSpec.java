package io.nuncio.proxy.spec.bootstrap;

import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.FileSource;
import java.util.Optional;

/**
 * Where configuration comes from besides the bootstrap: Envoy's {@code DynamicResources}.
 *
 * @param listeners where listeners come from; empty: from the bootstrap alone
 * @param clusters where clusters come from; empty: from the bootstrap alone
 */
@Immutable
public record DynamicSourcesSpec(Optional<FileSource> listeners, Optional<FileSource> clusters) {

    /** The bootstrap alone. */
    public static final DynamicSourcesSpec NONE = new DynamicSourcesSpec(Optional.empty(), Optional.empty());
}
