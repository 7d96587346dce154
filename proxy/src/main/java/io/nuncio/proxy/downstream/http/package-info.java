/**
 * HTTP on a connection: Envoy's HTTP connection manager. What is believed of a request, what is added to it and to its
 * response, how long things may take, and how a connection ends.
 *
 * <p>May touch {@code proxy.exchange}, {@code proxy.wire}, {@code proxy.spi}, {@code proxy.spec}, kernel and filter-api.
 * Confined to the worker of the connection; makers are used by all workers.
 */
@NullMarked
@OnWorker
package io.nuncio.proxy.downstream.http;

import io.nuncio.filter.thread.OnWorker;
import org.jspecify.annotations.NullMarked;
