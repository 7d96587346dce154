/**
 * Runs the stress tests of this module.
 *
 * <p>May touch jcstress and processes.
 *
 * <p>Runs on the thread of the test; jcstress in processes of its own.
 */
@NullMarked
@AnyThread
package io.nuncio.stress;

import io.nuncio.filter.AnyThread;
import org.jspecify.annotations.NullMarked;
