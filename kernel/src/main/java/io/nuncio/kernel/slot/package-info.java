/**
 * Slots: what main publishes and each worker reads as its own, and generations: who still uses what was published before.
 *
 * <p>May touch {@code kernel.thread} and nothing else.
 *
 * <p>Main allocates, sets, closes and is told; each thread reads, and counts its holders, in storage of its own; only
 * what says {@code @AnyThread} is open to others.
 */
@NullMarked
@OnMain
package io.nuncio.kernel.slot;

import io.nuncio.filter.thread.OnMain;
import org.jspecify.annotations.NullMarked;
