/**
 * What all versions of HTTP have in common on the wire: the two codecs, of downstream and of upstream connections, that
 * carry many streams each.
 *
 * <p>May touch what {@code proxy.wire} may touch; never a cluster, a route or a filter.
 *
 * <p>Confined to the dispatcher of the connection.
 */
@NullMarked
@OnWorker
package io.nuncio.proxy.wire.http;

import io.nuncio.filter.thread.OnWorker;
import org.jspecify.annotations.NullMarked;
