/**
 * Which route a request takes and what is done with it there: the tables as configured, and the look-up.
 *
 * <p>May touch what {@code proxy.spec} may touch. Values: any thread may read them.
 */
@NullMarked
@AnyThread
package io.nuncio.proxy.spec.route;

import io.nuncio.filter.thread.AnyThread;
import org.jspecify.annotations.NullMarked;
