package io.nuncio.proxy.downstream.http;

import io.nuncio.proxy.spec.http.HttpConnectionSpec.EscapedSlashes;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.Paths;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a path before anybody looks at it: RFC 3986's normalisation (section 6.2.2) as browsers and Envoy do it,
 * doubled slashes, escaped slashes.
 */
final class PathText {

    /** What came out. */
    enum Result {
        UNCHANGED,
        CHANGED,
        /** The request is refused. */
        REFUSED,
        /** The client is sent to the changed path. */
        REDIRECT
    }

    private String path;
    private final Paths rules;
    private boolean redirect;

    private PathText(String path, Paths rules) {
        this.path = path;
        this.rules = rules;
    }

    /** The outcome of one path; of one that is refused as far as it came. */
    record Outcome(Result result, String path) {}

    /** Applies the rules to the target of a request, query and all. */
    static Outcome apply(String target, Paths rules) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        String rest = query < 0 ? "" : target.substring(query);
        PathText text = new PathText(path, rules);
        if (!text.escapedSlashes()) {
            return new Outcome(Result.REFUSED, text.path + rest);
        }
        if (rules.normalize()) {
            String normal = normalized(text.path);
            if (normal == null) {
                return new Outcome(Result.REFUSED, target);
            }
            text.path = normal;
        }
        if (rules.mergeSlashes()) {
            text.path = merged(text.path);
        }
        if (text.path.equals(path)) {
            return new Outcome(Result.UNCHANGED, target);
        }
        return new Outcome(text.redirect ? Result.REDIRECT : Result.CHANGED, text.path + rest);
    }

    private boolean escapedSlashes() {
        if (rules.escapedSlashes() == EscapedSlashes.KEEP_UNCHANGED || path.indexOf('%') < 0) {
            return true;
        }
        String unescaped = path.replace("%2F", "/")
                .replace("%2f", "/")
                .replace("%5C", "\\")
                .replace("%5c", "\\");
        if (unescaped.equals(path)) {
            return true;
        }
        redirect = rules.escapedSlashes() == EscapedSlashes.UNESCAPE_AND_REDIRECT;
        path = unescaped;
        return rules.escapedSlashes() != EscapedSlashes.REJECT_REQUEST;
    }

    /** Dot segments go, backslashes turn, escapes of unreserved letters are undone; null for a path that is none. */
    private static @Nullable String normalized(String path) {
        if (!path.startsWith("/")) {
            return null;
        }
        if (plain(path)) {
            return path;
        }
        StringBuilder out = new StringBuilder(path.length());
        String unescaped = unescaped(path.replace('\\', '/'));
        if (unescaped == null) {
            return null;
        }
        int at = 0;
        while (at < unescaped.length()) {
            int next = unescaped.indexOf('/', at + 1);
            next = next < 0 ? unescaped.length() : next;
            String segment = unescaped.substring(at + 1, next);
            boolean last = next == unescaped.length();
            switch (segment) {
                case "." -> {
                    if (last) {
                        out.append('/');
                    }
                }
                case ".." -> {
                    out.setLength(Math.max(0, out.lastIndexOf("/")));
                    if (last) {
                        out.append('/');
                    }
                }
                default -> out.append('/').append(segment);
            }
            at = next;
        }
        return out.isEmpty() ? "/" : out.toString();
    }

    /** Whether there is nothing to do, as with nearly every path. */
    private static boolean plain(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%' || c == '\\' || c == '.' && path.charAt(Math.max(0, i - 1)) == '/') {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String unescaped(String path) {
        if (path.indexOf('%') < 0) {
            return path;
        }
        StringBuilder out = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            int high = c == '%' && i + 2 < path.length() ? digit(path, i + 1) : -1;
            int low = high < 0 ? -1 : digit(path, i + 2);
            if (low < 0) {
                out.append(c);
                continue;
            }
            int value = high << 4 | low;
            if (value == 0) {
                return null;
            }
            if (unreserved((char) value)) {
                out.append((char) value);
            } else {
                out.append('%').append(path.charAt(i + 1)).append(path.charAt(i + 2));
            }
            i += 2;
        }
        return out.toString();
    }

    private static int digit(String path, int at) {
        return at < path.length() ? Character.digit(path.charAt(at), 16) : -1;
    }

    private static boolean unreserved(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }

    private static String merged(String path) {
        if (!path.contains("//")) {
            return path;
        }
        StringBuilder out = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) != '/' || i == 0 || path.charAt(i - 1) != '/') {
                out.append(path.charAt(i));
            }
        }
        return out.toString();
    }
}
