/**
 * The last filter of an HTTP chain: finds the route's cluster, sends the request there, tries again where it may, keeps
 * the times, and brings the answer back.
 *
 * <p>May touch filter-api, {@code proxy.spi}, {@code proxy.spec} and kernel (buffers, stats, timers of the dispatcher).
 * Runs on the worker that owns the stream; what is configured is made on main.
 */
@NullMarked
@OnWorker
package io.nuncio.proxy.router;

import io.nuncio.filter.thread.OnWorker;
import org.jspecify.annotations.NullMarked;
