package io.nuncio.proxy.spi;

/** A kind of network filter: Envoy's category {@code envoy.filters.network}. */
public interface NetworkFilterFactory extends ExtensionFactory<NetworkFilterMaker> {}
