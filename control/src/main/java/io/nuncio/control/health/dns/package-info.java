/**
 * The hosts of clusters whose names are looked up in DNS: a small resolver that asks the system's name servers, and the
 * times at which it is asked.
 *
 * <p>May touch {@code control.assemble}, {@code control.translate}, {@code proxy.spec}, {@code proxy.wire}'s kinds of sockets,
 * kernel, and Netty's channels for its own sockets. Runs on main, on whose loop it waits for answers.
 */
@NullMarked
@OnMain
package io.nuncio.control.health.dns;

import io.nuncio.filter.thread.OnMain;
import org.jspecify.annotations.NullMarked;
