/**
 * What HTTP filters of the engine's own kind compile against: the inline filter API and what it leaves to experts
 * (watermarks, bodies added and injected, answers made piece by piece, the end of a chain), the head of a message, and a
 * stream towards a cluster.
 *
 * <p>May touch filter-api, {@code proxy.spi}, {@code proxy.spec} and kernel. Makers are called on main and on workers as
 * they say; everything else on the worker that owns the stream.
 */
@NullMarked
package io.nuncio.proxy.spi.http;

import org.jspecify.annotations.NullMarked;
