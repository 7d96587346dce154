/**
 * Translates connection managers, and binds tables of routes to their filters.
 *
 * <p>May touch what {@code control.translate} may touch, and makes the {@code proxy.downstream.http.HttpConnections} that
 * stands in a filter chain. Runs on main.
 */
@NullMarked
@OnMain
package io.nuncio.control.translate.http;

import io.nuncio.filter.thread.OnMain;
import org.jspecify.annotations.NullMarked;
