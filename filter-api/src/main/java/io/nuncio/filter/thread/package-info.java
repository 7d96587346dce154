/**
 * On which thread a thing may be called: words for people, and for the build, which checks direct calls.
 *
 * <p>May touch only {@code java.*}. Annotations hold nothing, so any thread may read them.
 */
@NullMarked
@AnyThread
package io.nuncio.filter.thread;

import org.jspecify.annotations.NullMarked;
