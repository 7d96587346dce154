@NullMarked
package io.nuncio.server;

import org.jspecify.annotations.NullMarked;
