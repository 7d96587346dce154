/**
 * HTTP/1.1 and 1.0: bytes to messages and back, for both sides. Where RFC 9112 leaves a choice that two hops could take
 * differently and so lose their place in the stream of bytes, the message is refused; everything else is as Envoy does it.
 *
 * <p>May touch what {@code proxy.wire} may touch; never a cluster, a route or a filter.
 *
 * <p>Confined to the dispatcher of the connection.
 */
@NullMarked
@OnWorker
package io.nuncio.proxy.wire.http1;

import io.nuncio.filter.thread.OnWorker;
import org.jspecify.annotations.NullMarked;
