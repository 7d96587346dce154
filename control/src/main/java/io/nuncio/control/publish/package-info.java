/**
 * Puts a finished thing where the workers find it and retires what was there before; the only package that sets slots.
 *
 * <p>May touch kernel, {@code proxy.spec}, the entry points of {@code proxy.downstream} and {@code proxy.upstream}, and
 * {@code control.translate}'s closers. Runs on main; what it posts runs on the workers.
 */
@NullMarked
@OnMain
package io.nuncio.control.publish;

import io.nuncio.filter.thread.OnMain;
import org.jspecify.annotations.NullMarked;
