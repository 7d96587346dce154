/**
 * What was received, when, and with which outcome: values that the admin shows.
 *
 * <p>May touch protobuf, {@code control.load}, {@code proxy.spec} and {@code java.*}. Made and read on main.
 */
@NullMarked
@OnMain
package io.nuncio.control.dump;

import io.nuncio.filter.thread.OnMain;
import org.jspecify.annotations.NullMarked;
