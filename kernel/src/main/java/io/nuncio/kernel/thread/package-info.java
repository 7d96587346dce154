/**
 * The threads: main, workers, their dispatchers, timers, clocks and watchdogs.
 *
 * <p>The only place that touches Netty's event loops, {@link java.lang.Thread} and clocks; may touch filter-api's
 * annotations. Each dispatcher is confined to the thread that runs it; only what says {@code @AnyThread} is open to
 * others.
 */
@NullMarked
package io.nuncio.kernel.thread;

import org.jspecify.annotations.NullMarked;
