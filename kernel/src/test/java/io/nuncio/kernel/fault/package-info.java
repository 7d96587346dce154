/**
 * Faults that are planted on purpose, to see that a test turns red for each.
 *
 * <p>May touch everything in {@code kernel}, the compiler and class loaders; for tests alone.
 *
 * <p>Runs on the thread of the test.
 */
@NullMarked
@AnyThread
package io.nuncio.kernel.fault;

import io.nuncio.filter.thread.AnyThread;
import org.jspecify.annotations.NullMarked;
