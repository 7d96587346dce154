/**
 * The statistics of subscriptions, whatever brings their resources.
 *
 * <p>May touch kernel. Runs on main.
 */
@NullMarked
@OnMain
package io.nuncio.control.subscribe.stats;

import io.nuncio.filter.thread.OnMain;
import org.jspecify.annotations.NullMarked;
