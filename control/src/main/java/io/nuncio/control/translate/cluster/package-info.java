/**
 * Translates clusters and their hosts.
 *
 * <p>May touch what {@code control.translate} may touch. Runs on main.
 */
@NullMarked
@OnMain
package io.nuncio.control.translate.cluster;

import io.nuncio.filter.thread.OnMain;
import org.jspecify.annotations.NullMarked;
