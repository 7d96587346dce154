package io.nuncio.proxy.spec.bootstrap;

import com.google.errorprone.annotations.Immutable;
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

    /**
     * A file that is read, and read again whenever another one is moved to its place.
     *
     * @param path of the file; relative to the working directory
     * @param watchedDirectory where a move means that the file is to be read again (a mounted volume whose link is
     *     swapped); empty: the file itself is watched
     */
    @Immutable
    public record FileSource(String path, Optional<String> watchedDirectory) {}
}
