package io.nuncio.proxy.spec;

import com.google.errorprone.annotations.Immutable;
import java.util.Optional;

/**
 * A file that is read, and read again whenever another one is moved to its place: Envoy's {@code PathConfigSource}.
 *
 * @param path of the file; relative to the working directory
 * @param watchedDirectory where a move means that the file is to be read again (a mounted volume whose link is swapped);
 *     empty: the file itself is watched
 */
@Immutable
public record FileSource(String path, Optional<String> watchedDirectory) implements ConfigSourceSpec.Origin {}
