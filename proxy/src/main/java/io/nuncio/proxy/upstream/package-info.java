/**
 * Clusters and hosts as last published, balancers, and connections to them.
 *
 * <p>May touch {@code proxy.wire}, {@code proxy.spi}, {@code proxy.spec} and kernel; never knows a filter or a route.
 * What is shared is made on main and immutable or counted by kernel; all else is confined to one worker (or main).
 */
@NullMarked
@OnWorker
package io.nuncio.proxy.upstream;

import io.nuncio.filter.thread.OnWorker;
import org.jspecify.annotations.NullMarked;
