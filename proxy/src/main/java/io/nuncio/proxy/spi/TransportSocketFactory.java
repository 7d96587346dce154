package io.nuncio.proxy.spi;

/**
 * A kind of transport socket: Envoy's categories {@code envoy.transport_sockets.downstream} and {@code .upstream}; one
 * factory serves both, told apart by the message that configures it.
 */
public interface TransportSocketFactory extends ExtensionFactory<TransportSocketMaker> {}
