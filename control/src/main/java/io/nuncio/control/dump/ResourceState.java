package io.nuncio.control.dump;

/**
 * A resource that was taken.
 *
 * @param version of the update that brought it; empty for a resource of the bootstrap
 * @param resource as it came
 * @param updatedAtMs when it was taken, wall clock
 */
public record ResourceState(String version, ResourceMessage resource, long updatedAtMs) {}
