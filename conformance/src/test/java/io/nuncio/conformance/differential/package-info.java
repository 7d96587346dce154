/**
 * The same bytes through Envoy and through this proxy, with one configuration: what the client gets and what the upstream
 * receives must be the same.
 *
 * <p>May touch the server and the programs of others. Runs on the test's thread; upstreams on threads of their own.
 */
@NullMarked
@AnyThread
package io.nuncio.conformance.differential;

import io.nuncio.filter.thread.AnyThread;
import org.jspecify.annotations.NullMarked;
