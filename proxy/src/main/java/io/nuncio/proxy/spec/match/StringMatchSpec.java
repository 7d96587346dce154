package io.nuncio.proxy.spec.match;

import com.google.common.base.Ascii;
import com.google.errorprone.annotations.Immutable;
import com.google.re2j.Pattern;

/**
 * Matches a text: Envoy's {@code StringMatcher}.
 *
 * <p>Case is folded for ASCII letters only, as Envoy does. A regular expression is RE2's (linear time) and has to match
 * the whole text; it never ignores case by this flag.
 */
@Immutable
public sealed interface StringMatchSpec {

    /** Whether {@code text} matches. */
    boolean matches(String text);

    /**
     * The text itself.
     *
     * @param value what it has to be
     * @param ignoreCase whether ASCII letters are compared without their case
     */
    record Exact(String value, boolean ignoreCase) implements StringMatchSpec {
        @Override
        public boolean matches(String text) {
            return ignoreCase ? Ascii.equalsIgnoreCase(value, text) : value.equals(text);
        }
    }

    /**
     * How the text begins.
     *
     * @param value what it has to begin with
     * @param ignoreCase whether ASCII letters are compared without their case
     */
    record Prefix(String value, boolean ignoreCase) implements StringMatchSpec {
        @Override
        public boolean matches(String text) {
            return regionMatches(text, 0, value, ignoreCase);
        }
    }

    /**
     * How the text ends.
     *
     * @param value what it has to end with
     * @param ignoreCase whether ASCII letters are compared without their case
     */
    record Suffix(String value, boolean ignoreCase) implements StringMatchSpec {
        @Override
        public boolean matches(String text) {
            return regionMatches(text, text.length() - value.length(), value, ignoreCase);
        }
    }

    /**
     * What stands somewhere in the text.
     *
     * @param value what it has to contain
     * @param ignoreCase whether ASCII letters are compared without their case
     */
    record Contains(String value, boolean ignoreCase) implements StringMatchSpec {
        @Override
        public boolean matches(String text) {
            if (!ignoreCase) {
                return text.contains(value);
            }
            for (int i = 0; i <= text.length() - value.length(); i++) {
                if (regionMatches(text, i, value, true)) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * A regular expression for the whole text.
     *
     * @param pattern RE2
     */
    record Regex(Pattern pattern) implements StringMatchSpec {
        @Override
        public boolean matches(String text) {
            return pattern.matches(text);
        }
    }

    private static boolean regionMatches(String text, int at, String value, boolean ignoreCase) {
        if (at < 0 || at + value.length() > text.length()) {
            return false;
        }
        if (!ignoreCase) {
            return text.startsWith(value, at);
        }
        for (int i = 0; i < value.length(); i++) {
            if (Ascii.toLowerCase(text.charAt(at + i)) != Ascii.toLowerCase(value.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
