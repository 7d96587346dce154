/**
 * What is configured of a listener and its filter chains.
 *
 * <p>May touch what {@code proxy.spec} may touch. Values: any thread may read them.
 */
@NullMarked
@AnyThread
package io.nuncio.proxy.spec.listener;

import io.nuncio.filter.thread.AnyThread;
import org.jspecify.annotations.NullMarked;
