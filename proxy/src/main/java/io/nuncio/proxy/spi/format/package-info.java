/**
 * Writes a record with a format string: one small writer for each command, put together when the configuration is
 * read, so that a line costs no look-up and next to no garbage.
 *
 * <p>May touch {@code proxy.spi}, {@code proxy.spec} and the clock of {@code kernel.thread}. Formats are made on main and
 * used on any worker; a {@link io.nuncio.proxy.spi.format.TextSink} belongs to one thread.
 */
@NullMarked
package io.nuncio.proxy.spi.format;

import org.jspecify.annotations.NullMarked;
