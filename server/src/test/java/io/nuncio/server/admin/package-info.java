@NullMarked
package io.nuncio.server.admin;

import org.jspecify.annotations.NullMarked;
