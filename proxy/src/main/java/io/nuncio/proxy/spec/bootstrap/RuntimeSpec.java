package io.nuncio.proxy.spec.bootstrap;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.errorprone.annotations.Immutable;

/**
 * The runtime: values that can be changed while the process runs, in layers, the last one that has a key wins. Envoy's
 * {@code LayeredRuntime}.
 *
 * @param layers lowest first
 */
@Immutable
public record RuntimeSpec(ImmutableList<Layer> layers) {

    /** What Envoy does where nothing is configured: no layer. */
    public static final RuntimeSpec EMPTY = new RuntimeSpec(ImmutableList.of());

    /** One layer. */
    @Immutable
    public sealed interface Layer {
        /** Its name, unique among the layers. */
        String name();
    }

    /**
     * Values that do not change.
     *
     * @param name of the layer
     * @param values by their flattened key ({@code a.b}); a value is canonical JSON: a string in quotes, a number,
     *     true or false, a fraction as an object
     */
    public record StaticLayer(String name, ImmutableMap<String, String> values) implements Layer {}

    /**
     * The values that the admin sets.
     *
     * @param name of the layer
     */
    public record AdminLayer(String name) implements Layer {}
}
