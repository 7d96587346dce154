/** Tests of the bridge between configuration and filters in Java. */
@NullMarked
package io.nuncio.extensions.http.javafilter;

import org.jspecify.annotations.NullMarked;
