@NullMarked
package io.nuncio.kernel.buffer;

import org.jspecify.annotations.NullMarked;
