/**
 * The event filter, for what must not cost a thread: it runs on the worker, is told of each event of one stream, and
 * answers with a verdict.
 *
 * <p>May touch only {@code io.nuncio.filter} and {@code java.*}. Everything here runs on the worker that owns the
 * stream, but for factories (main) and {@link io.nuncio.filter.inline.Stream.Poster} (any thread).
 */
@NullMarked
@OnWorker
package io.nuncio.filter.inline;

import io.nuncio.filter.thread.OnWorker;
import org.jspecify.annotations.NullMarked;
