@NullMarked
package io.nuncio.proxy.wire;

import org.jspecify.annotations.NullMarked;
