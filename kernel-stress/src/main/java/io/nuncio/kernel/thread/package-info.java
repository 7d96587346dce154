/**
 * What crosses threads in {@code kernel.thread}, as jcstress tests.
 *
 * <p>May touch {@code kernel.thread} and jcstress. Each actor runs on a thread of jcstress.
 */
@NullMarked
@AnyThread
package io.nuncio.kernel.thread;

import io.nuncio.filter.thread.AnyThread;
import org.jspecify.annotations.NullMarked;
