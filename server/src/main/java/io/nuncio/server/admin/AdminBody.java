package io.nuncio.server.admin;

import io.nuncio.filter.thread.AnyThread;

/**
 * An answer too large to be made at once: it is made page by page, as fast as the client takes it. One object an answer,
 * used on the dispatcher of its stream, which is main's.
 */
@AnyThread
@FunctionalInterface
public interface AdminBody {

    /** How large a page should be, in characters. */
    int PAGE_CHARS = 64 * 1024;

    /**
     * Appends the next page, of about {@link #PAGE_CHARS}.
     *
     * @return whether there is more after it
     */
    boolean next(StringBuilder out);
}
