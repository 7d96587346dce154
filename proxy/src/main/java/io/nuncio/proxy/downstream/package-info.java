/**
 * Accepts connections, finds their filter chain, runs their listener and network filters.
 *
 * <p>May touch everything below it in {@code proxy}, and Netty's channels. Sockets and plans are made on main; all else
 * is confined to the worker that owns the connection.
 */
@NullMarked
@OnWorker
package io.nuncio.proxy.downstream;

import io.nuncio.filter.thread.OnWorker;
import org.jspecify.annotations.NullMarked;
