/**
 * Translates tables of routes.
 *
 * <p>May touch what {@code control.translate} may touch; reads the files that direct responses name. Runs on main.
 */
@NullMarked
@OnMain
package io.nuncio.control.translate.route;

import io.nuncio.filter.thread.OnMain;
import org.jspecify.annotations.NullMarked;
