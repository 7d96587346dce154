/** Tests of the look-up of routes. */
@NullMarked
@AnyThread
package io.nuncio.proxy.spec.route;

import io.nuncio.filter.thread.AnyThread;
import org.jspecify.annotations.NullMarked;
