/**
 * What is configured, as immutable values with the look-ups that belong to them.
 *
 * <p>May touch filter-api's annotations, {@code java.*}, Guava's immutable collections and re2j. Values: any thread
 * may read them.
 */
@NullMarked
@AnyThread
package io.nuncio.proxy.spec;

import io.nuncio.filter.thread.AnyThread;
import org.jspecify.annotations.NullMarked;
