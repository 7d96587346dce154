package io.nuncio.proxy.spec.match;

import com.google.common.base.Ascii;
import com.google.errorprone.annotations.Immutable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Finds literals that a text begins with (or ends with, read backwards), in one pass over the text: the hash of every
 * beginning falls out of that pass, and the table is asked only at those lengths that some literal has. The cost depends
 * on the text and the number of different lengths, not on the number of literals.
 *
 * <p>A literal is known by its entry, 0 to {@link #size()} - 1. A search allocates nothing. The hashes can be provoked
 * to collide only by who writes the literals, not by who sends the text: a text costs one probe a length.
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

    private static final int EMPTY = -1;
    private static final int MULTIPLIER = 31;
    /** Spreads a hash over the upper bits (golden ratio). */
    private static final int SPREAD = 0x9E37_79B9;

    private final Reading reading;

    // Never handed out and never changed after the constructor.
    @SuppressWarnings("Immutable")
    private final String[] literals;

    /** Pairs of a hash and an entry, in one array so that a probe touches one cache line. */
    @SuppressWarnings("Immutable")
    private final int[] slots;

    /** The lengths that some literal has, ascending. */
    @SuppressWarnings("Immutable")
    private final int[] lengths;

    private final int shift;

    /**
     * A table of {@code literals}, whose entries are their places in the list.
     *
     * @throws IllegalArgumentException if one stands there twice
     */
    public LiteralTable(Iterable<String> literals, Reading reading) {
        this.reading = reading;
        List<String> list = new ArrayList<>();
        SortedSet<Integer> sizes = new TreeSet<>();
        for (String literal : literals) {
            list.add(reading == Reading.FORWARD ? literal : Ascii.toLowerCase(literal));
            sizes.add(literal.length());
        }
        this.literals = list.toArray(new String[0]);
        this.lengths = sizes.stream().mapToInt(Integer::intValue).toArray();
        int bits = Math.max(2, Integer.SIZE - Integer.numberOfLeadingZeros(list.size() * 2));
        this.shift = Integer.SIZE - bits;
        this.slots = new int[2 << bits];
        Arrays.fill(slots, EMPTY);
        for (int entry = 0; entry < this.literals.length; entry++) {
            enter(entry);
        }
    }

    private void enter(int entry) {
        String literal = literals[entry];
        int hash = hash(literal, literal.length(), 0, 0, literal.length());
        int slot = slot(hash);
        while (slots[slot * 2 + 1] != EMPTY) {
            if (slots[slot * 2] == hash && literals[slots[slot * 2 + 1]].equals(literal)) {
                throw new IllegalArgumentException("'" + literal + "' stands twice in a table");
            }
            slot = slot + 1 & (slots.length >> 1) - 1;
        }
        slots[slot * 2] = hash;
        slots[slot * 2 + 1] = entry;
    }

    /** How many literals there are. */
    public int size() {
        return literals.length;
    }

    /** The entry of the literal that the first {@code end} characters of {@code text} are, or -1. */
    public int exact(String text, int end) {
        if (literals.length == 0) {
            return EMPTY;
        }
        return probe(text, end, end, hash(text, end, 0, 0, end));
    }

    /** The entry of the longest literal that {@code text} begins (or ends) with, leaving a character at least; or -1. */
    public int longestProper(String text, int end) {
        int hash = 0;
        int from = 0;
        int found = EMPTY;
        for (int length : lengths) {
            if (length >= end) {
                break;
            }
            hash = hash(text, end, hash, from, length);
            from = length;
            int entry = probe(text, end, length, hash);
            found = entry == EMPTY ? found : entry;
        }
        return found;
    }

    /**
     * Calls {@code visitor} with the entry of each literal that the first {@code end} characters of {@code text} begin
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
            int entry = probe(text, end, length, hash);
            if (entry != EMPTY) {
                answer = visitor.visit(entry, answer, state);
            }
        }
        return answer;
    }

    /** Sees what a text begins with. */
    public interface Visitor<S> {
        /** A literal was found. */
        int visit(int entry, int answer, S state);
    }

    private int probe(String text, int end, int length, int hash) {
        int slot = slot(hash);
        for (int entry = slots[slot * 2 + 1]; entry != EMPTY; entry = slots[slot * 2 + 1]) {
            if (slots[slot * 2] == hash && same(literals[entry], text, end, length)) {
                return entry;
            }
            slot = slot + 1 & (slots.length >> 1) - 1;
        }
        return EMPTY;
    }

    private boolean same(String literal, String text, int end, int length) {
        if (literal.length() != length) {
            return false;
        }
        return switch (reading) {
            case FORWARD -> text.startsWith(literal);
            case FORWARD_ANY_CASE -> sameInAnyCase(literal, text, 0);
            case BACKWARD_ANY_CASE -> sameInAnyCase(literal, text, end - length);
        };
    }

    private static boolean sameInAnyCase(String literal, String text, int from) {
        for (int i = 0; i < literal.length(); i++) {
            if (Ascii.toLowerCase(text.charAt(from + i)) != literal.charAt(i)) {
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
        return hash * SPREAD >>> shift;
    }
}
