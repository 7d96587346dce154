/**
 * What is configured of a cluster and its hosts.
 *
 * <p>May touch what {@code proxy.spec} may touch. Values: any thread may read them.
 */
@NullMarked
@AnyThread
package io.nuncio.proxy.spec.cluster;

import io.nuncio.filter.thread.AnyThread;
import org.jspecify.annotations.NullMarked;
