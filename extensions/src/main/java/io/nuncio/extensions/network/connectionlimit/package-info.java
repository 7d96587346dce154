/**
 * Limits how many connections a filter chain serves at a time: Envoy's {@code envoy.filters.network.connection_limit}.
 *
 * <p>May touch {@code proxy.spi}, {@code proxy.spec}, {@code kernel.buffer}, {@code kernel.stats}, the timers of a
 * connection's dispatcher, and its own messages. Factories run on main, filters on the worker that owns the connection.
 */
@NullMarked
@OnWorker
package io.nuncio.extensions.network.connectionlimit;

import io.nuncio.filter.thread.OnWorker;
import org.jspecify.annotations.NullMarked;
