/**
 * Connections of both sides: bytes between the kernel and a transport socket, with watermarks, half close and events.
 *
 * <p>May touch Netty's channels, kernel, {@code proxy.spi} and {@code proxy.spec}; never a cluster, a route or a filter.
 * Each connection is confined to one dispatcher, a worker's or main's.
 */
@NullMarked
@OnWorker
package io.nuncio.proxy.wire;

import io.nuncio.filter.thread.OnWorker;
import org.jspecify.annotations.NullMarked;
