@NullMarked
package io.nuncio.proxy.wire.http1;

import org.jspecify.annotations.NullMarked;
