/**
 * The same HTTP/1.1 messages, well-formed and mutated, through Nuncio, nginx, HAProxy and Envoy: what each of them takes,
 * refuses, and sends on.
 *
 * <p>May touch the JDK, {@code conformance.peers} and {@code io.nuncio.server}.
 *
 * <p>Runs on the threads of JUnit and on threads of its own.
 */
@NullMarked
@AnyThread
package io.nuncio.conformance.http1;

import io.nuncio.filter.thread.AnyThread;
import org.jspecify.annotations.NullMarked;
