package io.nuncio.proxy.spi;

/** A kind of access logger: Envoy's category {@code envoy.access_loggers}. */
public interface AccessLoggerFactory extends ExtensionFactory<AccessLogger> {}
