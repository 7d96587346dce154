@NullMarked
package io.nuncio.proxy.upstream;

import org.jspecify.annotations.NullMarked;
