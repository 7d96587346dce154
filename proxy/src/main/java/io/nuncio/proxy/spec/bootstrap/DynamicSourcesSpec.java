package io.nuncio.proxy.spec.bootstrap;

import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.ConfigSourceSpec;
import io.nuncio.proxy.spec.ControlPlaneSpec;
import java.util.Optional;

/**
 * Where configuration comes from besides the bootstrap: Envoy's {@code DynamicResources}.
 *
 * @param listeners where listeners come from; empty: from the bootstrap alone
 * @param clusters where clusters come from; empty: from the bootstrap alone
 * @param ads the control plane that everybody means who says {@code ads}; empty: there is none
 */
@Immutable
public record DynamicSourcesSpec(
        Optional<ConfigSourceSpec> listeners, Optional<ConfigSourceSpec> clusters, Optional<ControlPlaneSpec> ads) {

    /** The bootstrap alone. */
    public static final DynamicSourcesSpec NONE =
            new DynamicSourcesSpec(Optional.empty(), Optional.empty(), Optional.empty());
}
