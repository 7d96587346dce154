package io.nuncio.proxy.spec.http;

import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.ExtensionSpec;

/**
 * A filter in the chain of a connection manager: Envoy's {@code HttpFilter}.
 *
 * @param extension its name, and the {@code StreamFilterMaker} that its factory made
 * @param disabled whether it runs only where a route has a configuration for it
 */
@Immutable
public record HttpFilterSpec(ExtensionSpec extension, boolean disabled) {}
