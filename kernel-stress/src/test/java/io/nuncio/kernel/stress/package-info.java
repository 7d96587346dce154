/**
 * Runs the jcstress tests of this module.
 *
 * <p>May touch nothing of ours. Runs on the test's thread; jcstress forks virtual machines of its own.
 */
@NullMarked
@AnyThread
package io.nuncio.kernel.stress;

import io.nuncio.filter.thread.AnyThread;
import org.jspecify.annotations.NullMarked;
