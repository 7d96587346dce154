/**
 * Queues of bytes with watermarks.
 *
 * <p>The only place above the wire that touches {@code ByteBuf}; may touch {@code kernel.thread}. Queues are confined
 * to the loop that owns their connection.
 */
@NullMarked
@OnWorker
package io.nuncio.kernel.buffer;

import io.nuncio.filter.thread.OnWorker;
import org.jspecify.annotations.NullMarked;
