package io.nuncio.proxy.spec.route;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.Opaque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A chain of filters as it is for one route: without those that do not run there, and with what the rest is told.
 *
 * @param filters those that run, in their order
 * @param places where each of them stands in the chain as configured
 * @param configs what the filter at each place of the chain as configured is told instead of its own configuration; empty
 *     where nobody is told anything
 */
@Immutable
public record RouteChain(
        ImmutableList<ExtensionSpec> filters, ImmutableIntArray places, ImmutableList<Optional<Opaque>> configs) {

    /** Without filters. */
    public static final RouteChain EMPTY =
            new RouteChain(ImmutableList.of(), ImmutableIntArray.of(), ImmutableList.of());

    /** What the filter at {@code place} of the chain as configured is told; null for nothing but its own. */
    public @Nullable Object config(int place) {
        return configs.isEmpty()
                ? null
                : configs.get(place).map(held -> held.as(Object.class)).orElse(null);
    }
}
