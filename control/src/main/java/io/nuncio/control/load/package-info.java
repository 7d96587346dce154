/**
 * Bytes to messages: YAML, JSON, text and binary protobuf become validated messages of Envoy's API, or a list of errors
 * with their paths.
 *
 * <p>May touch protobuf, Envoy's messages and the YAML parser; reads the files it is told to read, and nothing else.
 * Pure functions without a thread of their own: any thread may call them.
 */
@NullMarked
@AnyThread
package io.nuncio.control.load;

import io.nuncio.filter.thread.AnyThread;
import org.jspecify.annotations.NullMarked;
