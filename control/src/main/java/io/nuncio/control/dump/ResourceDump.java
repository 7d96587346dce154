package io.nuncio.control.dump;

import com.google.common.collect.ImmutableList;
import java.util.Optional;

/**
 * The resources of one type, as {@code /config_dump} shows them.
 *
 * @param version of the last update that was taken whole; empty before the first
 * @param fixed those of the bootstrap
 * @param dynamic those that came later, by name
 */
public record ResourceDump(String version, ImmutableList<ResourceState> fixed, ImmutableList<Dynamic> dynamic) {

    /**
     * A resource that came after the start.
     *
     * @param name of the resource
     * @param active what the workers have
     * @param warming what is about to replace it
     * @param draining what it has replaced and still has connections
     * @param error the last attempt, if that failed
     */
    public record Dynamic(
            String name,
            Optional<ResourceState> active,
            Optional<ResourceState> warming,
            ImmutableList<ResourceState> draining,
            Optional<ErrorState> error) {}
}
