package io.nuncio.proxy.blocking;

import org.jspecify.annotations.Nullable;

/**
 * A message on its way from a filter to the worker.
 *
 * @param message its head; its body is not read any more
 * @param untouched whether its body is the one that the filter was shown, not read
 * @param bytes of a body that is at hand; null if it is not, or untouched
 * @param pump the thread that will bring the body of a request, not started; null in all other cases
 * @param <T> the kind of message
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, compared by nobody
record Outgoing<T>(
        T message,
        boolean untouched,
        byte @Nullable [] bytes,
        @Nullable Thread pump) {}
