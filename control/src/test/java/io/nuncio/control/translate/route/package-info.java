/**
 * Tests of the translation of routes.
 *
 * <p>May touch what the package under test may touch. Runs on the test's thread, which stands for main.
 */
@NullMarked
@OnMain
package io.nuncio.control.translate.route;

import io.nuncio.filter.thread.OnMain;
import org.jspecify.annotations.NullMarked;
