@NullMarked
package io.nuncio.extensions.network.connectionlimit;

import org.jspecify.annotations.NullMarked;
