/**
 * Which records an access log takes: Envoy's {@code AccessLogFilter}.
 *
 * <p>May touch {@code proxy.spi}, {@code proxy.spec} and kernel. Made on main; asked on the worker that owns the record.
 */
@NullMarked
package io.nuncio.proxy.spi.accesslog;

import org.jspecify.annotations.NullMarked;
