package io.nuncio.control.translate;

import com.google.protobuf.Message;

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

    /** The message as it came, for those who show it. */
    Message message();

    /** Reads it. Each call makes the extensions of the resource anew. */
    Translation<T> translate();
}
