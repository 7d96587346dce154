/**
 * Where configuration comes from: the bootstrap, watched files, later control planes; each update is handed to the
 * assembly of its type.
 *
 * <p>May touch protobuf, {@code control.load}, {@code control.translate}, {@code control.assemble}, {@code control.dump}
 * and kernel. Runs on main; files are watched on a thread of kernel's.
 */
@NullMarked
@OnMain
package io.nuncio.control.subscribe;

import io.nuncio.filter.thread.OnMain;
import org.jspecify.annotations.NullMarked;
