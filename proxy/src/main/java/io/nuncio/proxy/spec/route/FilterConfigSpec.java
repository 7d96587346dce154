package io.nuncio.proxy.spec.route;

import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.Opaque;

/**
 * The configuration that a filter gets for a part of a table, before it is bound to the filter: Envoy's
 * {@code typed_per_filter_config}.
 *
 * @param typeUrl of the message; empty if there is none
 * @param config a {@code proxy.spi.TypedConfig}: the message as it came
 * @param optional whether it is skipped where nothing knows its type
 * @param disabled whether the filter does not run here
 */
@Immutable
public record FilterConfigSpec(String typeUrl, Opaque config, boolean optional, boolean disabled) {}
