/**
 * Sends back what it gets: Envoy's {@code envoy.filters.network.echo}.
 *
 * <p>May touch {@code proxy.spi}, {@code proxy.spec}, {@code kernel.buffer} and its own messages. Factories run on main,
 * filters on the worker that owns the connection.
 */
@NullMarked
@OnWorker
package io.nuncio.extensions.network.echo;

import io.nuncio.filter.thread.OnWorker;
import org.jspecify.annotations.NullMarked;
