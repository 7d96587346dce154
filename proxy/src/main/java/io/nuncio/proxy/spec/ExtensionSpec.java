package io.nuncio.proxy.spec;

import com.google.errorprone.annotations.Immutable;

/**
 * One extension in a configuration: the name it was given there, and what its factory made of its configuration.
 *
 * @param name the name in the configuration (not necessarily the name of the factory)
 * @param typeUrl the type of its configuration, empty where it was found by name alone
 * @param made what the factory made: for a network filter a {@code proxy.spi.NetworkFilterMaker}, for an access logger
 *     a {@code proxy.spi.AccessLogger}, and so on for each category
 */
@Immutable
public record ExtensionSpec(String name, String typeUrl, Opaque made) {}
