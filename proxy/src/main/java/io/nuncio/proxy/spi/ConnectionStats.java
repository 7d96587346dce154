package io.nuncio.proxy.spi;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.kernel.stats.Counter;
import io.nuncio.kernel.stats.Gauge;

/**
 * Where the bytes of connections are counted.
 *
 * @param rxBytesTotal bytes read
 * @param rxBytesBuffered bytes read that nobody has taken yet
 * @param txBytesTotal bytes that the kernel has taken
 * @param txBytesBuffered bytes that wait to be written
 */
@AnyThread
public record ConnectionStats(
        Counter rxBytesTotal, Gauge rxBytesBuffered, Counter txBytesTotal, Gauge txBytesBuffered) {}
