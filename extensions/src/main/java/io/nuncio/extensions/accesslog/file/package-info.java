/**
 * Access log to a file: Envoy's {@code envoy.access_loggers.file}.
 *
 * <p>May touch filter-api, {@code proxy.spi}, {@code extensions.accesslog} and its own messages. The factory runs on
 * main.
 */
@NullMarked
@OnMain
package io.nuncio.extensions.accesslog.file;

import io.nuncio.filter.thread.OnMain;
import org.jspecify.annotations.NullMarked;
