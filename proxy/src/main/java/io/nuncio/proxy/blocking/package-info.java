/**
 * The one adapter from inline to blocking: to the chain it is a filter like any other, behind it blocking filters run on
 * threads of their own.
 *
 * <p>A run of neighbouring blocking filters shares one virtual thread a stream. The thread owns the stream while the
 * filter runs; each of its operations is a message to the worker, on which it parks. The worker handles messages and the
 * end of the stream in one order, so an answer is "done" or "gone", and no lock guards anything.
 *
 * <p>May touch filter-api, {@code proxy.spi}, {@code proxy.spec}, kernel and Netty's buffers, and may start and park
 * threads. Each type says whether it belongs to the worker, to a filter's thread, or to both.
 */
@NullMarked
package io.nuncio.proxy.blocking;

import org.jspecify.annotations.NullMarked;
