/**
 * What all access loggers of files and streams share: the format of a line, and the road to the file.
 *
 * <p>May touch filter-api, {@code proxy.spi}, {@code proxy.spec}, kernel and Envoy's messages. Made on main; lines are
 * written on the worker that owned the connection or request.
 */
@NullMarked
package io.nuncio.extensions.accesslog;

import org.jspecify.annotations.NullMarked;
