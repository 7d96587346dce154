/**
 * What Envoy's own extensions need beyond the public filter API: network and listener filters, transport sockets,
 * access loggers, balancers, and the clients of clusters; interfaces and values.
 *
 * <p>May touch {@code proxy.spec}, kernel and filter-api. Factories are called on main; what they make is called on
 * the worker that owns the connection or stream, unless a type says otherwise.
 */
@NullMarked
@OnWorker
package io.nuncio.proxy.spi;

import io.nuncio.filter.thread.OnWorker;
import org.jspecify.annotations.NullMarked;
