package io.nuncio.server.admin;

import com.google.re2j.PatternSyntaxException;

/** What is wrong with a regular expression, in the words of RE2. */
final class Regexes {

    private Regexes() {}

    /** As RE2 for C++ says it: {@code missing ): (}. */
    static String complaint(PatternSyntaxException refused) {
        return refused.getDescription().replace("missing closing", "missing") + ": " + refused.getPattern();
    }
}
