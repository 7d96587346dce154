/**
 * The threads: main, workers, their dispatchers, timers, clocks and watchdogs.
 *
 * <p>The only place that touches Netty's event loops, {@link java.lang.Thread} and clocks; may touch filter-api's
 * annotations. Each dispatcher is confined to the thread that runs it: what is open to others says {@code @AnyThread},
 * the rest answers a foreign thread with {@link java.lang.WrongThreadException}.
 */
@NullMarked
@AnyThread
package io.nuncio.kernel.thread;

import io.nuncio.filter.thread.AnyThread;
import org.jspecify.annotations.NullMarked;
