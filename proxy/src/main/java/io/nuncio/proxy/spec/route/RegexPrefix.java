package io.nuncio.proxy.spec.route;

/** What every text that matches an expression of RE2 begins with, as far as that is plain to see. */
final class RegexPrefix {

    private static final String SPECIAL = "\\.+*?()|[]{}^$";
    private static final String REPEATS_OR_OPTIONAL = "*?{";

    private RegexPrefix() {}

    /** The literal; empty where it is not plain. */
    static String of(String expression) {
        // An alternative may begin with anything.
        if (expression.indexOf('|') >= 0) {
            return "";
        }
        StringBuilder literal = new StringBuilder();
        int at = expression.startsWith("^") ? 1 : 0;
        while (at < expression.length()) {
            char next = expression.charAt(at);
            boolean escaped = next == '\\' && at + 1 < expression.length() && isSign(expression.charAt(at + 1));
            if (escaped) {
                at++;
                next = expression.charAt(at);
            } else if (SPECIAL.indexOf(next) >= 0) {
                break;
            }
            at++;
            if (at < expression.length() && REPEATS_OR_OPTIONAL.indexOf(expression.charAt(at)) >= 0) {
                break;
            }
            // Beyond Latin-1 a character of the expression is no character of a path.
            if (next > 0x7F) {
                break;
            }
            literal.append(next);
        }
        return literal.toString();
    }

    /** A sign of ASCII, which stands for itself after a backslash; a letter or digit would mean something else. */
    private static boolean isSign(char c) {
        return c > ' ' && c < 0x7F && !Character.isLetterOrDigit(c);
    }
}
