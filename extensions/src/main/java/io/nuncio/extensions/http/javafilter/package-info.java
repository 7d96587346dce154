/**
 * Filters in plain Java, named in configuration: finds their factories, in jars of their own or on the class path, gives
 * them their configuration, and puts what they make into a chain.
 *
 * <p>May touch filter-api, {@code proxy.spi}, {@code proxy.spec}, {@code proxy.blocking}, {@code kernel.stats} and Envoy's
 * messages. Runs on main.
 */
@NullMarked
@OnMain
package io.nuncio.extensions.http.javafilter;

import io.nuncio.filter.thread.OnMain;
import org.jspecify.annotations.NullMarked;
