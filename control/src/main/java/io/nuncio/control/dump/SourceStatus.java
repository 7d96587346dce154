package io.nuncio.control.dump;

import java.util.Optional;

/**
 * How a source of configuration fares.
 *
 * @param source what it is: the path of a file
 * @param version of the last update that was taken; empty before the first
 * @param updatedAtMs when that was, wall clock; 0 before the first
 * @param failure why the last attempt failed; empty if it did not
 */
public record SourceStatus(String source, String version, long updatedAtMs, Optional<Failure> failure) {

    /**
     * An attempt that failed: the configuration before it goes on.
     *
     * @param attemptedAtMs when, wall clock
     * @param details every reason with its path
     */
    public record Failure(long attemptedAtMs, String details) {}
}
