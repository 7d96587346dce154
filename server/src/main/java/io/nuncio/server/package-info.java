/**
 * The proxy as an object: {@code Nuncio.start(options)} gives a running proxy with its ports, its admin and {@code close()}.
 * It may touch everything, and nothing touches it. Start and close are called by the embedding thread; all that runs
 * between runs on the proxy's main thread and its workers.
 */
@NullMarked
@AnyThread
package io.nuncio.server;

import io.nuncio.filter.thread.AnyThread;
import org.jspecify.annotations.NullMarked;
