package io.nuncio.proxy.spec.route;

import com.google.common.base.Ascii;
import com.google.errorprone.annotations.Immutable;
import com.google.re2j.Pattern;

/**
 * Which paths a route takes: Envoy's {@code RouteMatch.path_specifier}. A path is looked at without its query.
 */
@Immutable
public sealed interface PathMatchSpec {

    /** Whether the first {@code end} characters of {@code path} match: the part without its query. */
    boolean matches(String path, int end);

    /**
     * How many of the first characters of {@code path} a rewrite of the prefix replaces; {@code path} matches and has no
     * query.
     */
    default int matchedLength(String path) {
        return path.length();
    }

    /**
     * The whole path.
     *
     * @param path with which it is compared
     * @param anyCase whether ASCII letters are compared without their case
     */
    record Exact(String path, boolean anyCase) implements PathMatchSpec {
        @Override
        public boolean matches(String text, int end) {
            return end == path.length() && begins(text, path, anyCase);
        }
    }

    /**
     * How the path begins.
     *
     * @param prefix with which it has to begin
     * @param anyCase whether ASCII letters are compared without their case
     */
    record Prefix(String prefix, boolean anyCase) implements PathMatchSpec {
        @Override
        public boolean matches(String text, int end) {
            return end >= prefix.length() && begins(text, prefix, anyCase);
        }

        @Override
        public int matchedLength(String text) {
            return prefix.length();
        }
    }

    /**
     * How the path begins, in whole segments: after the prefix comes the end or a slash.
     *
     * @param prefix without a slash at its end
     * @param anyCase whether ASCII letters are compared without their case
     */
    record SeparatedPrefix(String prefix, boolean anyCase) implements PathMatchSpec {
        @Override
        public boolean matches(String text, int end) {
            return end >= prefix.length() && begins(text, prefix, anyCase) && endsSegment(text, end);
        }

        /** The same, if {@code text} is known to begin with the prefix. */
        boolean endsSegment(String text, int end) {
            return end == prefix.length() || text.charAt(prefix.length()) == '/';
        }

        @Override
        public int matchedLength(String text) {
            return prefix.length();
        }
    }

    /**
     * A regular expression for the whole path.
     *
     * @param pattern RE2
     */
    record Regex(Pattern pattern) implements PathMatchSpec {
        @Override
        public boolean matches(String text, int end) {
            return pattern.matches(text.substring(0, end));
        }
    }

    /** A CONNECT request, which has no path; or an upgrade to {@code connect-udp}. */
    record Connect() implements PathMatchSpec {
        @Override
        public boolean matches(String text, int end) {
            return true;
        }
    }

    private static boolean begins(String text, String prefix, boolean anyCase) {
        if (!anyCase) {
            return text.startsWith(prefix);
        }
        for (int i = 0; i < prefix.length(); i++) {
            if (Ascii.toLowerCase(text.charAt(i)) != Ascii.toLowerCase(prefix.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
