/**
 * Access log to the process' own streams: Envoy's {@code envoy.access_loggers.stdout} and {@code envoy.access_loggers.stderr}.
 *
 * <p>May touch filter-api, {@code proxy.spi}, {@code extensions.accesslog} and its own messages. The factory runs on
 * main.
 */
@NullMarked
@OnMain
package io.nuncio.extensions.accesslog.stream;

import io.nuncio.filter.thread.OnMain;
import org.jspecify.annotations.NullMarked;
