/** The filter manager, driven by hand on a loop that the test turns. */
@NullMarked
package io.nuncio.proxy.exchange;

import org.jspecify.annotations.NullMarked;
