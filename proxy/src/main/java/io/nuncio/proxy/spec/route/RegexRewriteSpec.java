package io.nuncio.proxy.spec.route;

import com.google.errorprone.annotations.Immutable;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

/**
 * Replaces what a regular expression finds: Envoy's {@code RegexMatchAndSubstitute}.
 *
 * @param pattern RE2; found anywhere in the text, as often as it can be
 * @param substitution what comes in its place; <code>\1</code> is what the first group took, <code>\0</code> all of it,
 *     <code>\\</code> a backslash
 */
@Immutable
public record RegexRewriteSpec(Pattern pattern, String substitution) {

    /** What is odd about the substitution; empty if nothing is. RE2 takes it nevertheless, see {@link #replaceAll}. */
    public String oddity() {
        int at = substitution.indexOf('\\');
        while (at >= 0) {
            char next = at + 1 < substitution.length() ? substitution.charAt(at + 1) : ' ';
            if (next != '\\' && !isDigit(next)) {
                return "what follows a backslash that stands before neither a digit nor a backslash is dropped";
            }
            at = substitution.indexOf('\\', at + 2);
        }
        return highestGroup() > pattern.groupCount()
                ? "it asks for group " + highestGroup() + " of " + pattern.groupCount() + ", so nothing is replaced"
                : "";
    }

    private int highestGroup() {
        int highest = 0;
        int at = substitution.indexOf('\\');
        while (at >= 0 && at + 1 < substitution.length()) {
            char next = substitution.charAt(at + 1);
            highest = isDigit(next) ? Math.max(highest, next - '0') : highest;
            at = substitution.indexOf('\\', at + 2);
        }
        return highest;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /**
     * {@code text} with everything that was found replaced. As RE2 does it: a substitution that asks for a group that does
     * not exist replaces nothing, and one ends at a backslash that means nothing.
     */
    public String replaceAll(String text) {
        if (highestGroup() > pattern.groupCount()) {
            return text;
        }
        Matcher matcher = pattern.matcher(text);
        StringBuilder out = new StringBuilder(text.length() + substitution.length());
        int copied = 0;
        boolean found = false;
        while (matcher.find()) {
            boolean emptyAfterAnother = matcher.start() == matcher.end() && found && matcher.start() == copied;
            if (!emptyAfterAnother) {
                out.append(text, copied, matcher.start());
                substitute(matcher, out);
                copied = matcher.end();
                found = true;
            }
        }
        return found ? out.append(text, copied, text.length()).toString() : text;
    }

    private void substitute(Matcher matcher, StringBuilder out) {
        int copied = 0;
        int at = substitution.indexOf('\\');
        while (at >= 0) {
            out.append(substitution, copied, at);
            char escaped = at + 1 < substitution.length() ? substitution.charAt(at + 1) : ' ';
            if (escaped == '\\') {
                out.append('\\');
            } else if (isDigit(escaped)) {
                String group = matcher.group(escaped - '0');
                out.append(group == null ? "" : group);
            } else {
                return;
            }
            copied = at + 2;
            at = substitution.indexOf('\\', copied);
        }
        out.append(substitution, copied, substitution.length());
    }
}
