/**
 * Statistics with Envoy's names and forms, and the few budgets that workers share on purpose.
 *
 * <p>May touch {@code kernel.thread} and the JDK; no I/O, no clock of its own. A counter is bumped on any thread without
 * a lock, in a cell of the calling loop; main sums, merges and renders.
 */
@NullMarked
@AnyThread
package io.nuncio.kernel.stats;

import io.nuncio.filter.thread.AnyThread;
import org.jspecify.annotations.NullMarked;
