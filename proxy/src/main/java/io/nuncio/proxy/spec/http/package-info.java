/**
 * Names of header fields, looked up once when a configuration is read, and the reading side of a message head.
 *
 * <p>May touch what {@code proxy.spec} may touch. Values: any thread may read them.
 */
@NullMarked
@AnyThread
package io.nuncio.proxy.spec.http;

import io.nuncio.filter.thread.AnyThread;
import org.jspecify.annotations.NullMarked;
