@NullMarked
package io.nuncio.proxy.spi.message;

import org.jspecify.annotations.NullMarked;
