/**
 * Turns Envoy's messages into specs, or into errors with their full field paths; all errors are found at once.
 *
 * <p>May touch envoy-api and protobuf, {@code control.load}, {@code proxy.spec} and {@code proxy.spi}; does no I/O and
 * starts nothing, except what an extension's factory registers to be closed. Runs on main.
 */
@NullMarked
@OnMain
package io.nuncio.control.translate;

import io.nuncio.filter.thread.OnMain;
import org.jspecify.annotations.NullMarked;
