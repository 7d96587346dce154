/** The whole proxy in this JVM, over real sockets. */
@NullMarked
package io.nuncio.conformance.whole;

import org.jspecify.annotations.NullMarked;
