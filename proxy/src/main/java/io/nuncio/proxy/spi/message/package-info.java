/**
 * HTTP messages as everybody in the proxy sees them: the head as one block of bytes with an index, and one stream, a request
 * with its answer, as who writes it and who is told of it see it.
 *
 * <p>May touch filter-api, {@code proxy.spec} and kernel.
 *
 * <p>Confined to the dispatcher of the stream.
 */
@NullMarked
@OnWorker
package io.nuncio.proxy.spi.message;

import io.nuncio.filter.thread.OnWorker;
import org.jspecify.annotations.NullMarked;
