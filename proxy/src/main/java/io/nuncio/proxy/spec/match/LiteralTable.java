package io.nuncio.proxy.spec.match;

import com.google.common.base.Ascii;
import com.google.errorprone.annotations.Immutable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds literals that a text begins with (or ends with, read backwards), in one pass over the text: the hash of every
 * beginning falls out of that pass, and the table is asked only at those lengths that some literal has. The cost depends
 * on the text and the number of different lengths, not on the number of literals.
 *
 * <p>Each literal has a number, its value. A search allocates nothing and touches two places of memory for a literal that
 * it finds: a slot, and the literal's characters, of which there is one a byte (ISO 8859-1). The hashes can be provoked to
 * collide only by who writes the literals, not by who sends the text: a text costs one probe a length.
 */
@Immutable
public final class LiteralTable {

    /** How the text and the literals are read. */
    public enum Reading {
        /** From the first character on. */
        FORWARD,
        /** As {@link #FORWARD}, and ASCII letters are the same in either case. */
        FORWARD_ANY_CASE,
        /** From the last character on, in any case: the literals are endings. */
        BACKWARD_ANY_CASE
    }

    /** The value of what is not there. */
    public static final int NONE = Integer.MIN_VALUE;

    private static final int MULTIPLIER = 31;
    /** Spreads a hash over the upper bits (golden ratio). */
    private static final int SPREAD = 0x9E37_79B9;

    // A slot has four numbers, side by side so that a probe touches one line of the cache.
    private static final int SLOT = 4;
    private static final int HASH = 0;
    private static final int VALUE = 1;
    private static final int OFFSET = 2;
    private static final int LENGTH = 3;
    private static final int EMPTY = -1;
    private static final int BYTE = 0xFF;

    private final Reading reading;

    @SuppressWarnings("Immutable") // never handed out, never changed after the constructor
    private final int[] slots;

    @SuppressWarnings("Immutable") // never handed out, never changed after the constructor
    private final byte[] characters;

    /** The lengths that some literal has, ascending. */
    @SuppressWarnings("Immutable") // never handed out, never changed after the constructor
    private final int[] lengths;

    private final int shift;

    /** A table of {@code literals}, whose values are their places in the list. */
    public LiteralTable(List<String> literals, Reading reading) {
        this(literals, IntStream.range(0, literals.size()).toArray(), reading);
    }

    /**
     * A table of {@code literals}.
     *
     * @param values of the literals; none of them is {@link #NONE}
     * @throws IllegalArgumentException if a literal stands there twice, or has a character that is no byte
     */
    public LiteralTable(List<String> literals, int[] values, Reading reading) {
        this.reading = reading;
        this.lengths =
                literals.stream().mapToInt(String::length).sorted().distinct().toArray();
        this.characters = new byte[literals.stream().mapToInt(String::length).sum()];
        int bits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(literals.size() * 2));
        this.shift = Integer.SIZE - bits;
        this.slots = new int[SLOT << bits];
        for (int slot = 0; slot < slots.length; slot += SLOT) {
            slots[slot + LENGTH] = EMPTY;
        }
        int offset = 0;
        for (int i = 0; i < values.length; i++) {
            enter(literals.get(i), values[i], offset);
            offset += literals.get(i).length();
        }
    }

    private void enter(String literal, int value, int offset) {
        String folded = reading == Reading.FORWARD ? literal : Ascii.toLowerCase(literal);
        int length = folded.length();
        int hash = hash(folded, length, 0, 0, length);
        if (probe(folded, length, length, hash) != NONE) {
            throw new IllegalArgumentException("'" + folded + "' stands twice in a table");
        }
        for (int i = 0; i < length; i++) {
            if (folded.charAt(i) > BYTE) {
                throw new IllegalArgumentException("'" + folded + "' has a character that is no byte");
            }
            characters[offset + i] = (byte) folded.charAt(i);
        }
        int slot = slot(hash);
        while (slots[slot + LENGTH] != EMPTY) {
            slot = next(slot);
        }
        slots[slot + HASH] = hash;
        slots[slot + VALUE] = value;
        slots[slot + OFFSET] = offset;
        slots[slot + LENGTH] = length;
    }

    /** Whether there is no literal. */
    public boolean isEmpty() {
        return lengths.length == 0;
    }

    /** The value of the literal that the first {@code end} characters of {@code text} are, or {@link #NONE}. */
    public int exact(String text, int end) {
        if (isEmpty()) {
            return NONE;
        }
        return probe(text, end, end, hash(text, end, 0, 0, end));
    }

    /**
     * The value of the longest literal that {@code text} begins (or ends) with, leaving a character at least; or
     * {@link #NONE}.
     */
    public int longestProper(String text, int end) {
        int hash = 0;
        int from = 0;
        int found = NONE;
        for (int length : lengths) {
            if (length >= end) {
                break;
            }
            hash = hash(text, end, hash, from, length);
            from = length;
            int value = probe(text, end, length, hash);
            found = value == NONE ? found : value;
        }
        return found;
    }

    /**
     * Calls {@code visitor} with the value of each literal that the first {@code end} characters of {@code text} begin
     * with, shortest first, and hands its answer to the next call; answers the last one.
     *
     * @param state what only the visitor understands
     */
    public <S> int fold(String text, int end, int initial, S state, Visitor<S> visitor) {
        int hash = 0;
        int from = 0;
        int answer = initial;
        for (int length : lengths) {
            if (length > end) {
                break;
            }
            hash = hash(text, end, hash, from, length);
            from = length;
            int value = probe(text, end, length, hash);
            if (value != NONE) {
                answer = visitor.visit(value, answer, state);
            }
        }
        return answer;
    }

    /** Sees what a text begins with. */
    public interface Visitor<S> {
        /** A literal was found. */
        int visit(int value, int answer, S state);
    }

    private int probe(String text, int end, int length, int hash) {
        int slot = slot(hash);
        while (slots[slot + LENGTH] != EMPTY) {
            if (slots[slot + HASH] == hash
                    && slots[slot + LENGTH] == length
                    && same(
                            text,
                            reading == Reading.BACKWARD_ANY_CASE ? end - length : 0,
                            slots[slot + OFFSET],
                            length)) {
                return slots[slot + VALUE];
            }
            slot = next(slot);
        }
        return NONE;
    }

    private boolean same(String text, int from, int offset, int length) {
        boolean anyCase = reading != Reading.FORWARD;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(from + i);
            if ((anyCase ? Ascii.toLowerCase(c) : c) != (characters[offset + i] & BYTE)) {
                return false;
            }
        }
        return true;
    }

    /** Carries {@code hash} of the first {@code from} characters on to the first {@code to}. */
    private int hash(String text, int end, int hash, int from, int to) {
        int result = hash;
        switch (reading) {
            case FORWARD -> {
                for (int i = from; i < to; i++) {
                    result = result * MULTIPLIER + text.charAt(i);
                }
            }
            case FORWARD_ANY_CASE -> {
                for (int i = from; i < to; i++) {
                    result = result * MULTIPLIER + Ascii.toLowerCase(text.charAt(i));
                }
            }
            case BACKWARD_ANY_CASE -> {
                for (int i = from; i < to; i++) {
                    result = result * MULTIPLIER + Ascii.toLowerCase(text.charAt(end - 1 - i));
                }
            }
        }
        return result;
    }

    private int slot(int hash) {
        return (hash * SPREAD >>> shift) * SLOT;
    }

    private int next(int slot) {
        return slot + SLOT & slots.length - 1;
    }
}
