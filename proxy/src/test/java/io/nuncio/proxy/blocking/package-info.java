/** Tests of the adapter: the real engine, a loop turned by hand, filters in plain Java. */
@NullMarked
package io.nuncio.proxy.blocking;

import org.jspecify.annotations.NullMarked;
