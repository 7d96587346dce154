/**
 * What is measured: {@code ./nuncio bench NAME}. It may touch everything; nothing touches it. Its own thread is the one that
 * the JVM starts.
 */
@NullMarked
@AnyThread
package io.nuncio.benchmarks;

import io.nuncio.filter.thread.AnyThread;
import org.jspecify.annotations.NullMarked;
