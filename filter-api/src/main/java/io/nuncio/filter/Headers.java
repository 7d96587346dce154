package io.nuncio.filter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The fields of a message: ordered, compared without regard to case, immutable.
 *
 * <p>A value: any thread may read it, for ever. A change makes a new one; the unchanged names and values are shared.
 * Names and values are those of RFC 9110 section 5; nothing here checks them, the codec that sends them does.
 */
public final class Headers {

    /** No fields. */
    public static final Headers NONE = new Headers(new String[0]);

    private final String[] pairs;

    private Headers(String[] pairs) {
        this.pairs = pairs;
    }

    /**
     * Fields given as name, value, name, value.
     *
     * @throws IllegalArgumentException if a value is missing
     */
    public static Headers of(String... namesAndValues) {
        if ((namesAndValues.length & 1) != 0) {
            throw new IllegalArgumentException("a name without a value: " + namesAndValues[namesAndValues.length - 1]);
        }
        return namesAndValues.length == 0 ? NONE : new Headers(namesAndValues.clone());
    }

    /** The value of the first field of that name. */
    public Optional<String> first(String name) {
        int at = indexOf(name);
        return at < 0 ? Optional.empty() : Optional.of(pairs[at + 1]);
    }

    /** The values of all fields of that name, in their order; empty where there is none. */
    public List<String> all(String name) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equalsIgnoreCase(name)) {
                found.add(pairs[i + 1]);
            }
        }
        return List.copyOf(found);
    }

    /** Whether there is a field of that name. */
    public boolean has(String name) {
        return indexOf(name) >= 0;
    }

    /** These fields, with exactly one of that name, at the place of the first or else at the end. */
    public Headers with(String name, String value) {
        int at = indexOf(name);
        if (at < 0) {
            return plus(name, value);
        }
        String[] changed = new String[pairs.length];
        int length = 0;
        for (int i = 0; i < pairs.length; i += 2) {
            if (i == at) {
                changed[length++] = name;
                changed[length++] = value;
            } else if (!pairs[i].equalsIgnoreCase(name)) {
                changed[length++] = pairs[i];
                changed[length++] = pairs[i + 1];
            }
        }
        return new Headers(length == changed.length ? changed : Arrays.copyOf(changed, length));
    }

    /** These fields and one more at the end, whatever is there already. */
    public Headers plus(String name, String value) {
        String[] longer = Arrays.copyOf(pairs, pairs.length + 2);
        longer[pairs.length] = name;
        longer[pairs.length + 1] = value;
        return new Headers(longer);
    }

    /** These fields without those of that name. */
    public Headers without(String name) {
        if (!has(name)) {
            return this;
        }
        String[] left = new String[pairs.length];
        int length = 0;
        for (int i = 0; i < pairs.length; i += 2) {
            if (!pairs[i].equalsIgnoreCase(name)) {
                left[length++] = pairs[i];
                left[length++] = pairs[i + 1];
            }
        }
        return length == 0 ? NONE : new Headers(Arrays.copyOf(left, length));
    }

    /** How many fields there are. */
    public int size() {
        return pairs.length / 2;
    }

    /** Whether the first fields are those of {@code others}, in their order. */
    public boolean startsWith(Headers others) {
        if (others.pairs.length > pairs.length) {
            return false;
        }
        for (int i = 0; i < others.pairs.length; i += 2) {
            if (!pairs[i].equalsIgnoreCase(others.pairs[i]) || !pairs[i + 1].equals(others.pairs[i + 1])) {
                return false;
            }
        }
        return true;
    }

    /** Each field in its order. */
    public void forEach(BiConsumer<String, String> each) {
        for (int i = 0; i < pairs.length; i += 2) {
            each.accept(pairs[i], pairs[i + 1]);
        }
    }

    private int indexOf(String name) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    /** Equal names (but for case) and values in the same order. */
    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Headers that) || that.pairs.length != pairs.length) {
            return false;
        }
        for (int i = 0; i < pairs.length; i += 2) {
            if (!pairs[i].equalsIgnoreCase(that.pairs[i]) || !pairs[i + 1].equals(that.pairs[i + 1])) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = 1; i < pairs.length; i += 2) {
            hash = 31 * hash + pairs[i].hashCode();
        }
        return hash;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < pairs.length; i += 2) {
            text.append(i == 0 ? "" : ", ").append(pairs[i]).append(": ").append(pairs[i + 1]);
        }
        return text.append('}').toString();
    }
}
