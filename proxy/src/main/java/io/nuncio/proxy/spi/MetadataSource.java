package io.nuncio.proxy.spi;

/** Whose metadata is meant, as {@code %METADATA(...)%} names it. */
public enum MetadataSource {
    /** What filters noted of the connection or request. */
    DYNAMIC,
    CLUSTER,
    ROUTE,
    UPSTREAM_HOST,
    LISTENER,
    VIRTUAL_HOST,
    LISTENER_FILTER_CHAIN
}
