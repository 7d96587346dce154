/**
 * Files that are appended to: access logs and other records, written by one thread so that no loop waits for a disk.
 *
 * <p>May touch {@code kernel.thread} and {@code java.nio.file}. Lines are appended on any thread; one I/O thread writes.
 */
@NullMarked
package io.nuncio.kernel.file;

import org.jspecify.annotations.NullMarked;
