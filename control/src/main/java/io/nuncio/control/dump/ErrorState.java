package io.nuncio.control.dump;

/**
 * The last attempt to change a resource, if it failed.
 *
 * @param version of the update that failed
 * @param resource as it came
 * @param attemptedAtMs when, wall clock
 * @param details why, in one line
 */
public record ErrorState(String version, ResourceMessage resource, long attemptedAtMs, String details) {}
