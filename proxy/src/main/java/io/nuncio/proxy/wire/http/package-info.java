/**
 * What all versions of HTTP have in common on the wire: the head of a message, and the stream of many on a connection as
 * the two codecs, of downstream and upstream connections, see it.
 *
 * <p>May touch what {@code proxy.wire} may touch; never a cluster, a route or a filter.
 *
 * <p>Confined to the dispatcher of the connection.
 */
@NullMarked
@OnWorker
package io.nuncio.proxy.wire.http;

import io.nuncio.filter.OnWorker;
import org.jspecify.annotations.NullMarked;
