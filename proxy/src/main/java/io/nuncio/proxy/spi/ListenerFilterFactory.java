package io.nuncio.proxy.spi;

/** A kind of listener filter: Envoy's category {@code envoy.filters.listener}. */
public interface ListenerFilterFactory extends ExtensionFactory<ListenerFilterMaker> {}
