package io.nuncio.control.assemble;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.nuncio.control.translate.Candidate;
import java.util.Optional;

/**
 * What one source offers at one moment: the bootstrap, a file, a message of a control plane.
 *
 * @param fixed whether it is the bootstrap's: nobody can change or remove what it brings
 * @param version as the source gives it; may be empty
 * @param receivedAtMs when it arrived, wall clock
 * @param offered the resources, in the order of the source
 * @param removed the names that go; empty: the offer is all there is, and what is not in it goes
 * @param <T> the spec of the resources
 */
public record Update<T>(
        boolean fixed,
        String version,
        long receivedAtMs,
        ImmutableList<Candidate<T>> offered,
        Optional<ImmutableSet<String>> removed) {

    /** The version that one of its resources has. */
    String versionOf(Candidate<T> candidate) {
        return candidate.version().orElse(version);
    }

    /** The bootstrap's: nothing goes. */
    public static <T> Update<T> fixed(long atMs, ImmutableList<Candidate<T>> offered) {
        return new Update<>(true, "", atMs, offered, Optional.of(ImmutableSet.of()));
    }

    /** Of a source that always tells all it has. */
    public static <T> Update<T> whole(String version, long atMs, ImmutableList<Candidate<T>> offered) {
        return new Update<>(false, version, atMs, offered, Optional.empty());
    }
}
