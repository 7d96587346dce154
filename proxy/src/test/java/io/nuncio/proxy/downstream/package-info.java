@NullMarked
package io.nuncio.proxy.downstream;

import org.jspecify.annotations.NullMarked;
