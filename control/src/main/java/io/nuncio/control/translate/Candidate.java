package io.nuncio.control.translate;

import io.nuncio.control.dump.ResourceMessage;
import java.util.Optional;

/**
 * A resource as it came: name and hash are known, and that is enough to see that nothing changed. What it means is found
 * out when asked for.
 *
 * @param <T> the spec it stands for
 */
public interface Candidate<T> {

    /** Its name, unique among the resources of its type. */
    String name();

    /** Equal for two messages of equal content. */
    String contentHash();

    /** A hash of what cannot be changed in place: of a listener, all but its filter chains. */
    default String frameHash() {
        return contentHash();
    }

    /** Its own version; empty where it has that of the update it came with. */
    default Optional<String> version() {
        return Optional.empty();
    }

    /** The message as it came, for those who show it. */
    ResourceMessage received();

    /** Reads it. Each call makes the extensions of the resource anew. */
    Translation<T> translate();
}
