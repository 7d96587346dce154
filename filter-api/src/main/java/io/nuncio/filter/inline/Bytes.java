package io.nuncio.filter.inline;

/**
 * Bytes of a body, lent for one callback. What is changed here is what the next filter sees. After the callback every
 * method throws {@link IllegalStateException}.
 */
public interface Bytes {

    /** How many there are. */
    int size();

    /** Copies all of them. */
    byte[] copy();

    /**
     * Copies some of them.
     *
     * @throws IndexOutOfBoundsException if there are not as many
     */
    void copyTo(int from, byte[] target, int targetFrom, int length);

    /** Removes the first {@code count}. */
    void drain(int count);

    /** Adds a copy at the end. */
    void append(byte[] more);

    /** Adds a copy at the start. */
    void prepend(byte[] more);
}
