/**
 * Answers health checks of this proxy: Envoy's {@code envoy.filters.http.health_check}.
 *
 * <p>May touch {@code proxy.spi}, {@code proxy.spec}, {@code kernel.buffer} and its own messages. Factories run on main,
 * filters on the worker that owns the stream.
 */
@NullMarked
@OnWorker
package io.nuncio.extensions.http.healthcheck;

import io.nuncio.filter.thread.OnWorker;
import org.jspecify.annotations.NullMarked;
