/**
 * What the author of a filter compiles against: values, the blocking filter, and the annotations that name a thread.
 *
 * <p>May touch only {@code java.*} and annotations. Values may be used on any thread.
 */
@NullMarked
@AnyThread
package io.nuncio.filter;

import io.nuncio.filter.thread.AnyThread;
import org.jspecify.annotations.NullMarked;
