@NullMarked
package io.nuncio.proxy.wire.http;

import org.jspecify.annotations.NullMarked;
