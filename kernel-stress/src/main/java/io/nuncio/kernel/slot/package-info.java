/**
 * What crosses threads in {@code kernel.slot}, as jcstress tests on real loops.
 *
 * <p>May touch {@code kernel.slot}, {@code kernel.thread} and jcstress. Each actor runs on a thread of jcstress.
 */
@NullMarked
@AnyThread
package io.nuncio.kernel.slot;

import io.nuncio.filter.thread.AnyThread;
import org.jspecify.annotations.NullMarked;
