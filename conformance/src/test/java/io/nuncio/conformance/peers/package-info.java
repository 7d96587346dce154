/**
 * Other programs, started for a test on ports that were free and ended with it; and peers of our own to stand behind a
 * proxy.
 *
 * <p>May touch the JDK and {@code io.nuncio.server}.
 *
 * <p>Runs on the threads of JUnit and on threads of its own.
 */
@NullMarked
@AnyThread
package io.nuncio.conformance.peers;

import io.nuncio.filter.thread.AnyThread;
import org.jspecify.annotations.NullMarked;
