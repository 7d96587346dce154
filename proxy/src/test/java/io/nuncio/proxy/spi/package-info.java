@NullMarked
package io.nuncio.proxy.spi;

import org.jspecify.annotations.NullMarked;
