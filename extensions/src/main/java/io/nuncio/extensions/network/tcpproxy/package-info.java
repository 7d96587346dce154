/**
 * Carries bytes between a connection and a host of a cluster: Envoy's {@code envoy.filters.network.tcp_proxy}.
 *
 * <p>May touch {@code proxy.spi}, {@code proxy.spec}, {@code kernel.buffer}, {@code kernel.stats}, the timers of a
 * connection's dispatcher, and its own messages. Factories run on main, filters on the worker that owns the connection.
 */
@NullMarked
@OnWorker
package io.nuncio.extensions.network.tcpproxy;

import io.nuncio.filter.thread.OnWorker;
import org.jspecify.annotations.NullMarked;
