/**
 * Tests of control.health.dns.
 *
 * <p>May touch what the package under test may touch. Runs on the test's thread, which stands for main and the workers.
 */
@NullMarked
@OnMain
package io.nuncio.control.health.dns;

import io.nuncio.filter.thread.OnMain;
import org.jspecify.annotations.NullMarked;
