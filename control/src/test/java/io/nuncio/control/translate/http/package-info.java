/** Tests of the translation of connection managers. Runs on main. */
@NullMarked
@OnMain
package io.nuncio.control.translate.http;

import io.nuncio.filter.OnMain;
import org.jspecify.annotations.NullMarked;
