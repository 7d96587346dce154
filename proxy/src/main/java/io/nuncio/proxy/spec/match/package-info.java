/**
 * Matchers of text that stand in configurations of any kind, with the look-up itself.
 *
 * <p>May touch what {@code proxy.spec} may touch. Values: any thread may read them.
 */
@NullMarked
@AnyThread
package io.nuncio.proxy.spec.match;

import io.nuncio.filter.thread.AnyThread;
import org.jspecify.annotations.NullMarked;
