/** The whole proxy in this JVM with control planes that nobody here wrote, over real sockets. */
@NullMarked
package io.nuncio.conformance.xds;

import org.jspecify.annotations.NullMarked;
