/**
 * Tests of the translation's own machinery, and what all tests of translations use.
 *
 * <p>May touch what the package under test may touch. Runs on the test's thread, which stands for main.
 */
@NullMarked
@OnMain
package io.nuncio.control.translate;

import io.nuncio.filter.thread.OnMain;
import org.jspecify.annotations.NullMarked;
