/**
 * The program around the proxy: command line, exit codes, signals, set-up of the log. It may touch the process (standard
 * streams, signals, exit) and {@code io.nuncio.server}; nothing else may touch the process. It runs on the thread that
 * the JVM starts.
 */
@NullMarked
@AnyThread
package io.nuncio.server.main;

import io.nuncio.filter.thread.AnyThread;
import org.jspecify.annotations.NullMarked;
