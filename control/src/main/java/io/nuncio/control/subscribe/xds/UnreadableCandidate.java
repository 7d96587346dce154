package io.nuncio.control.subscribe.xds;

import io.nuncio.control.dump.ResourceMessage;
import io.nuncio.control.translate.Candidate;
import io.nuncio.control.translate.Problem;
import io.nuncio.control.translate.Translation;

/**
 * What cannot even be read is refused by its name, so that the one of that name that is there stays.
 *
 * @param received as far as it could be read
 * @param details every reason with its path
 */
record UnreadableCandidate<T>(String name, ResourceMessage received, String details) implements Candidate<T> {
    @Override
    public String contentHash() {
        return "unreadable";
    }

    @Override
    public Translation<T> translate() {
        return Translation.refused(new Problem("", details));
    }
}
