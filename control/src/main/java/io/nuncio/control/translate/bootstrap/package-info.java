/**
 * Translates the bootstrap, which also hands out its listeners and clusters as candidates.
 *
 * <p>May touch what {@code control.translate} may touch. Runs on main.
 */
@NullMarked
@OnMain
package io.nuncio.control.translate.bootstrap;

import io.nuncio.filter.thread.OnMain;
import org.jspecify.annotations.NullMarked;
