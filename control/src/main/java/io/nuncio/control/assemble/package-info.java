/**
 * Joins what arrived into whole listeners and clusters, warms them, and decides what is taken and what is refused.
 *
 * <p>May touch {@code control.translate}, {@code control.publish}, {@code control.dump}, {@code proxy.spec} and kernel; no
 * protobuf. Runs on main.
 */
@NullMarked
@OnMain
package io.nuncio.control.assemble;

import io.nuncio.filter.thread.OnMain;
import org.jspecify.annotations.NullMarked;
