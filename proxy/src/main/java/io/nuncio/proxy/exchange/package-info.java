/**
 * One request from its first header to its access log: the chain of filters, local replies, back-pressure, the record of
 * what happened.
 *
 * <p>May touch {@code proxy.upstream}, {@code proxy.wire}, {@code proxy.spi}, {@code proxy.spec}, kernel and filter-api.
 * Confined to one dispatcher: that of a worker's connection, or main's for the admin.
 */
@NullMarked
@OnWorker
package io.nuncio.proxy.exchange;

import io.nuncio.filter.thread.OnWorker;
import org.jspecify.annotations.NullMarked;
