package io.nuncio.kernel.stats;

import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds one tag in a dotted name. Immutable; any thread. */
abstract sealed class TagRule {

    private final String tag;

    TagRule(String tag) {
        this.tag = tag;
    }

    /** The name of the tag that it finds. */
    final String tag() {
        return tag;
    }

    /** The first part of every name that can match, or null if there are several: such rules come first. */
    abstract @Nullable String firstToken();

    /** Adds the tag and the characters to take out; false if the name does not match. */
    abstract boolean find(String name, String[] tokens, List<Tag> tags, BitSet takenOut);

    /** The first group is taken out of the name; the second, or the first where there is none, is the value. */
    static final class Regex extends TagRule {
        private final Pattern pattern;
        private final String mustContain;
        private final String notValue;
        private final @Nullable String firstToken;

        Regex(String tag, Pattern pattern, String mustContain, String notValue) {
            super(tag);
            this.pattern = pattern;
            this.mustContain = mustContain;
            this.notValue = notValue;
            this.firstToken = firstTokenOf(pattern.pattern());
        }

        /** The word between the anchor and an escaped dot or the end. */
        private static @Nullable String firstTokenOf(String regex) {
            if (!regex.startsWith("^")) {
                return null;
            }
            int end = 1;
            while (end < regex.length() && isWord(regex.charAt(end))) {
                end++;
            }
            String rest = regex.substring(end);
            boolean closed = rest.startsWith("\\.") || rest.startsWith("(?=\\.)") || rest.equals("$");
            return end > 1 && closed ? regex.substring(1, end) : null;
        }

        private static boolean isWord(char c) {
            return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
        }

        @Override
        @Nullable
        String firstToken() {
            return firstToken;
        }

        @Override
        boolean find(String name, String[] tokens, List<Tag> tags, BitSet takenOut) {
            if (!mustContain.isEmpty() && !name.contains(mustContain)) {
                return false;
            }
            Matcher matcher = pattern.matcher(name);
            if (!matcher.find() || matcher.groupCount() < 1 || matcher.start(1) < 0) {
                return false;
            }
            String value = matcher.groupCount() > 1 && matcher.group(2) != null ? matcher.group(2) : matcher.group(1);
            if (!notValue.isEmpty() && notValue.equals(value)) {
                return false;
            }
            tags.add(new Tag(tag(), value == null ? "" : value));
            takenOut.set(matcher.start(1), matcher.end(1));
            return true;
        }
    }

    /** Parts between dots: {@code $} is the value, {@code *} any part, {@code **} any number of parts, at the end at least one. */
    static final class Tokens extends TagRule {
        private static final String VALUE = "$";
        private static final String ANY = "*";
        private static final String REST = "**";

        private final String[] pattern;

        Tokens(String tag, String pattern) {
            super(tag);
            this.pattern = pattern.split("\\.", -1);
        }

        @Override
        @Nullable
        String firstToken() {
            String first = pattern[0];
            return first.equals(VALUE) || first.startsWith(ANY) ? null : first;
        }

        @Override
        boolean find(String name, String[] tokens, List<Tag> tags, BitSet takenOut) {
            int found = match(0, tokens, 0, -1);
            if (found < 0) {
                return false;
            }
            int start = 0;
            for (int i = 0; i < found; i++) {
                start += tokens[i].length() + 1;
            }
            tags.add(new Tag(tag(), tokens[found]));
            int end = start + tokens[found].length();
            boolean last = found == tokens.length - 1;
            takenOut.set(last && start > 0 ? start - 1 : start, last ? end : end + 1);
            return true;
        }

        /** The index of the part that is the value, or -1 if pattern and parts differ from here on. */
        private int match(int at, String[] tokens, int token, int value) {
            if (at == pattern.length) {
                return token == tokens.length ? value : -1;
            }
            if (pattern[at].equals(REST)) {
                int least = at == pattern.length - 1 ? token + 1 : token;
                for (int next = least; next <= tokens.length; next++) {
                    int found = match(at + 1, tokens, next, value);
                    if (found >= 0) {
                        return found;
                    }
                }
                return -1;
            }
            if (token == tokens.length) {
                return -1;
            }
            if (pattern[at].equals(VALUE)) {
                return match(at + 1, tokens, token + 1, token);
            }
            boolean same = pattern[at].equals(ANY) || pattern[at].equals(tokens[token]);
            return same ? match(at + 1, tokens, token + 1, value) : -1;
        }
    }

    /** A tag of every name. */
    static final class Fixed extends TagRule {
        private final String value;

        Fixed(String tag, String value) {
            super(tag);
            this.value = value;
        }

        @Override
        @Nullable
        String firstToken() {
            return null;
        }

        @Override
        boolean find(String name, String[] tokens, List<Tag> tags, BitSet takenOut) {
            tags.add(new Tag(tag(), value));
            return true;
        }
    }
}
