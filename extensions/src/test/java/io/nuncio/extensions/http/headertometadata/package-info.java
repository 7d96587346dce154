/** Tests of the filter. May touch what it may touch. Runs on the test's thread, which stands for the worker. */
@NullMarked
@OnWorker
package io.nuncio.extensions.http.headertometadata;

import io.nuncio.filter.thread.OnWorker;
import org.jspecify.annotations.NullMarked;
