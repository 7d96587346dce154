@NullMarked
package io.nuncio.proxy.spec.listener;

import org.jspecify.annotations.NullMarked;
