package io.nuncio.proxy.wire.http1;

import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spi.message.Head;
import org.jspecify.annotations.Nullable;

/**
 * The target of a request: a path, an absolute form, the authority of CONNECT, an asterisk. An absolute form is taken
 * apart: its authority replaces the field {@code host} and its user information is dropped.
 */
final class RequestTarget {

    private static final int PORT_MAX = 65_535;

    private RequestTarget() {}

    /** Puts path, authority and scheme in their places, or says what is wrong with the target. */
    static @Nullable Http1Error resolve(Head head, boolean connect, boolean options, boolean absoluteTaken) {
        byte[] block = head.bytes();
        int at = head.find(HeaderNames.PATH, 0);
        int from = head.valueFrom(at);
        int to = from + head.valueLength(at);
        byte first = block[from];
        if (connect) {
            return connect(head, block, from, to);
        }
        if (first == '/' || (first == '*' && options)) {
            return null;
        }
        if (first == '*') {
            return absoluteTaken ? Http1Error.URL : null;
        }
        int colon = scheme(block, from, to);
        if (colon < 0 || !formOf(block, colon + 3, to)) {
            return Http1Error.SYNTAX;
        }
        return absoluteTaken ? absolute(head, from, colon, to) : null;
    }

    private static @Nullable Http1Error connect(Head head, byte[] block, int from, int to) {
        if (!hostAndPort(block, from, to, true)) {
            return Http1Error.URL;
        }
        String authority = text(block, from, to);
        head.remove(HeaderNames.PATH);
        head.set(HeaderNames.AUTHORITY, authority);
        return null;
    }

    private static @Nullable Http1Error absolute(Head head, int from, int colon, int to) {
        byte[] block = head.bytes();
        int hostFrom = colon + 3;
        int hostTo = hostFrom;
        while (hostTo < to && block[hostTo] != '/' && block[hostTo] != '?') {
            hostTo++;
        }
        for (int i = hostFrom; i < hostTo; i++) {
            if (block[i] == '@') {
                hostFrom = i + 1;
                break;
            }
        }
        if (!hostAndPort(block, hostFrom, hostTo, false)) {
            return Http1Error.URL;
        }
        String scheme = text(block, from, colon);
        if (!scheme.equalsIgnoreCase("http") && !scheme.equalsIgnoreCase("https")) {
            return Http1Error.SCHEME;
        }
        String authority = text(block, hostFrom, hostTo);
        String path = hostTo == to ? "/" : text(block, hostTo, to);
        head.set(HeaderNames.PATH, path);
        head.set(HeaderNames.AUTHORITY, authority);
        head.set(HeaderNames.SCHEME, scheme);
        return null;
    }

    /** Where the colon of a scheme stands that {@code //} follows, or -1. */
    private static int scheme(byte[] block, int from, int to) {
        if (!Chars.letter(block[from])) {
            return -1;
        }
        int i = from + 1;
        while (i < to && (Chars.letterOrDigit(block[i]) || block[i] == '+' || block[i] == '-' || block[i] == '.')) {
            i++;
        }
        return i + 2 < to && block[i] == ':' && block[i + 1] == '/' && block[i + 2] == '/' ? i : -1;
    }

    /** Whether everything before the path may stand in an authority. */
    private static boolean formOf(byte[] block, int from, int to) {
        for (int i = from; i < to && block[i] != '/' && block[i] != '?'; i++) {
            if (!Chars.AUTHORITY[block[i] & 0xFF]) {
                return false;
            }
        }
        return true;
    }

    /** A name or an address, in brackets if it has colons; then a port, if there is one or if there has to be. */
    private static boolean hostAndPort(byte[] block, int from, int to, boolean portNeeded) {
        int i = from;
        if (i < to && block[i] == '[') {
            i++;
            while (i < to && (Chars.hex(block[i]) >= 0 || block[i] == ':' || block[i] == '.')) {
                i++;
            }
            if (i == to || block[i] != ']' || i == from + 1) {
                return false;
            }
            i++;
        } else {
            while (i < to && (Chars.letterOrDigit(block[i]) || block[i] == '.' || block[i] == '-')) {
                i++;
            }
            if (i == from) {
                return false;
            }
        }
        if (i == to) {
            return !portNeeded;
        }
        return block[i] == ':' && port(block, i + 1, to);
    }

    private static boolean port(byte[] block, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            if (!Chars.digit(block[i])) {
                return false;
            }
            value = value * 10 + block[i] - '0';
            if (value > PORT_MAX) {
                return false;
            }
        }
        return to > from;
    }

    @SuppressWarnings("deprecation") // ASCII, checked
    private static String text(byte[] block, int from, int to) {
        return new String(block, 0, from, to - from);
    }
}
