/** The router, driven by hand: a front and a cluster that write everything down, on a loop that the test turns. */
@NullMarked
package io.nuncio.proxy.router;

import org.jspecify.annotations.NullMarked;
