@NullMarked
package io.nuncio.server.main;

import org.jspecify.annotations.NullMarked;
