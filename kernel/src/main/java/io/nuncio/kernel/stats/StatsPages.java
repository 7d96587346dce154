package io.nuncio.kernel.stats;

import java.util.Iterator;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Statistics in one of their forms, page by page: all of them at once may be more than a connection should hold. Confined to
 * one thread at a time.
 */
public final class StatsPages {

    /** How large a page is at least, but for the last one, in characters. */
    private static final int PAGE_CHARS = 64 * 1024;

    private final Iterator<Consumer<StringBuilder>> parts;

    StatsPages(Stream<Consumer<StringBuilder>> parts) {
        this.parts = parts.iterator();
    }

    /**
     * Appends the next page.
     *
     * @return whether there is more after it
     */
    public boolean next(StringBuilder out) {
        int full = out.length() + PAGE_CHARS;
        while (parts.hasNext() && out.length() < full) {
            parts.next().accept(out);
        }
        return parts.hasNext();
    }

    /** Appends all that is left. */
    void all(StringBuilder out) {
        parts.forEachRemaining(part -> part.accept(out));
    }
}
