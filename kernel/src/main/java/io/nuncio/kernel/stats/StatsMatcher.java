package io.nuncio.kernel.stats;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Which statistics exist at all ({@code stats_config.stats_matcher}); those rejected count into nothing and are shown
 * nowhere. Immutable; any thread.
 */
public final class StatsMatcher {

    private static final StatsMatcher ALL = new StatsMatcher(name -> true);
    private static final StatsMatcher NONE = new StatsMatcher(name -> false);

    private final Predicate<String> accepted;

    private StatsMatcher(Predicate<String> accepted) {
        this.accepted = accepted;
    }

    /** Accepts everything. */
    public static StatsMatcher all() {
        return ALL;
    }

    /** Accepts nothing ({@code reject_all}). */
    public static StatsMatcher none() {
        return NONE;
    }

    /** Accepts what any of the patterns matches. */
    public static StatsMatcher inclusion(List<Predicate<String>> patterns) {
        List<Predicate<String>> copy = List.copyOf(patterns);
        return new StatsMatcher(name -> anyMatch(copy, name));
    }

    /** Accepts what none of the patterns matches. */
    public static StatsMatcher exclusion(List<Predicate<String>> patterns) {
        List<Predicate<String>> copy = List.copyOf(patterns);
        return new StatsMatcher(name -> !anyMatch(copy, name));
    }

    private static boolean anyMatch(List<Predicate<String>> patterns, String name) {
        for (Predicate<String> pattern : patterns) {
            if (pattern.test(name)) {
                return true;
            }
        }
        return false;
    }

    boolean accepts(String name) {
        return accepted.test(name);
    }

    public static Predicate<String> exact(String text, boolean ignoreCase) {
        Objects.requireNonNull(text, "text");
        return ignoreCase ? name -> name.equalsIgnoreCase(text) : name -> name.equals(text);
    }

    public static Predicate<String> prefix(String text, boolean ignoreCase) {
        int length = text.length();
        return ignoreCase ? name -> name.regionMatches(true, 0, text, 0, length) : name -> name.startsWith(text);
    }

    public static Predicate<String> suffix(String text, boolean ignoreCase) {
        int length = text.length();
        return ignoreCase
                ? name -> name.regionMatches(true, name.length() - length, text, 0, length)
                : name -> name.endsWith(text);
    }

    public static Predicate<String> contains(String text, boolean ignoreCase) {
        String lower = text.toLowerCase(Locale.ROOT);
        return ignoreCase ? name -> name.toLowerCase(Locale.ROOT).contains(lower) : name -> name.contains(text);
    }
}
