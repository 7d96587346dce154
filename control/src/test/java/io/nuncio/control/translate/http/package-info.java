/** Tests of the translation of connection managers. Runs on main. */
@NullMarked
@OnMain
package io.nuncio.control.translate.http;

import io.nuncio.filter.thread.OnMain;
import org.jspecify.annotations.NullMarked;
