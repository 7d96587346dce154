/**
 * Notes fields of requests and responses in the dynamic metadata: Envoy's {@code envoy.filters.http.header_to_metadata}.
 *
 * <p>May touch filter-api, {@code proxy.spi}, {@code proxy.spec} and its own messages. Factories run on main, filters on the
 * worker that owns the stream.
 */
@NullMarked
@OnWorker
package io.nuncio.extensions.http.headertometadata;

import io.nuncio.filter.thread.OnWorker;
import org.jspecify.annotations.NullMarked;
