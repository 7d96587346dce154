package io.nuncio.control.subscribe.xds;

import io.nuncio.control.dump.ResourceMessage;
import io.nuncio.control.translate.Candidate;
import io.nuncio.control.translate.Translation;
import java.util.Optional;

/**
 * A candidate that knows how it came.
 *
 * @param received before what stands for other messages in it was replaced by them
 * @param ownVersion of this resource alone; empty: it has that of the update
 */
record ReceivedCandidate<T>(Candidate<T> inner, ResourceMessage received, String ownVersion) implements Candidate<T> {
    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public String contentHash() {
        return inner.contentHash();
    }

    @Override
    public String frameHash() {
        return inner.frameHash();
    }

    @Override
    public Optional<String> version() {
        return ownVersion.isEmpty() ? Optional.empty() : Optional.of(ownVersion);
    }

    @Override
    public Translation<T> translate() {
        return inner.translate();
    }
}
