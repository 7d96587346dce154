/**
 * Substitution format strings, cut into literals and commands: what access logs, header mutations and local replies are
 * written with.
 *
 * <p>May touch what {@code proxy.spec} may touch. Values: any thread may read them.
 */
@NullMarked
@AnyThread
package io.nuncio.proxy.spec.format;

import io.nuncio.filter.thread.AnyThread;
import org.jspecify.annotations.NullMarked;
