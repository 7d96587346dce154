/**
 * What is configured of the process: who it is, its admin, its watchdogs, its stats and where further configuration
 * comes from.
 *
 * <p>May touch what {@code proxy.spec} may touch. Values: any thread may read them.
 */
@NullMarked
@AnyThread
package io.nuncio.proxy.spec.bootstrap;

import io.nuncio.filter.thread.AnyThread;
import org.jspecify.annotations.NullMarked;
