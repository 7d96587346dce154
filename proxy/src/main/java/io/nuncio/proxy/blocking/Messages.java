package io.nuncio.proxy.blocking;

import io.nuncio.filter.Body;
import io.nuncio.filter.Headers;
import io.nuncio.filter.Request;
import io.nuncio.filter.Response;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spi.message.Head;
import java.util.Locale;
import java.util.Objects;

/** Between heads, which belong to the worker, and values, which belong to everybody. */
final class Messages {

    private static final String HOST = "host";
    private static final char PSEUDO = ':';
    private static final int FINAL_STATUS_MIN = 200;
    private static final int SWITCHING = 101;

    private Messages() {}

    // ---- on the worker

    static Request request(Head head, Body body) {
        return new Request(
                Objects.requireNonNullElse(head.first(HeaderNames.METHOD), ""),
                Objects.requireNonNullElse(head.first(HeaderNames.PATH), ""),
                headers(head),
                body);
    }

    static Response response(Head head, Body body) {
        return new Response((int) head.number(HeaderNames.STATUS), headers(head), body, "");
    }

    /** The fields without the pseudo ones; the authority is the field {@code host}, and the first. */
    static Headers headers(Head head) {
        int size = head.size();
        String[] pairs = new String[size * 2];
        int length = 0;
        for (int i = 0; i < size; i++) {
            String name = head.nameAt(i);
            if (name.charAt(0) != PSEUDO) {
                pairs[length++] = name;
                pairs[length++] = head.valueAt(i);
            } else if (name.equals(":authority")) {
                pairs[length++] = HOST;
                pairs[length++] = head.valueAt(i);
            }
        }
        return Headers.of(length == pairs.length ? pairs : java.util.Arrays.copyOf(pairs, length));
    }

    /** Makes the head say what the filter said; {@code seen} is what the filter was shown. */
    static void write(Request request, Request seen, Head head) {
        if (!request.method().equals(seen.method())) {
            head.set(HeaderNames.METHOD, request.method());
        }
        if (!request.path().equals(seen.path())) {
            head.set(HeaderNames.PATH, request.path());
        }
        writeFields(request.headers(), seen.headers(), head);
    }

    static void write(Response response, Response seen, Head head) {
        if (response.status() != seen.status()) {
            head.set(HeaderNames.STATUS, response.status());
        }
        writeFields(response.headers(), seen.headers(), head);
    }

    @SuppressWarnings("ReferenceEquality") // the same value is the usual case, and a cheap one
    private static void writeFields(Headers headers, Headers seen, Head head) {
        if (headers == seen || onlyAdded(headers, seen, head)) {
            return;
        }
        for (int i = head.size() - 1; i >= 0; i--) {
            String name = head.nameAt(i);
            if (name.charAt(0) != PSEUDO) {
                head.remove(name);
                i = Math.min(i, head.size());
            }
        }
        if (!headers.has(HOST)) {
            head.remove(HeaderNames.AUTHORITY);
        }
        fill(headers, head);
    }

    /** The usual change: fields at the end, all others as they were. Writes them; false if there is more to do. */
    private static boolean onlyAdded(Headers headers, Headers seen, Head head) {
        if (!headers.startsWith(seen)) {
            return false;
        }
        int[] at = {0};
        headers.forEach((name, value) -> {
            if (at[0]++ >= seen.size()) {
                write(name, value, head);
            }
        });
        return true;
    }

    /** Adds fields to a head. */
    static void fill(Headers headers, Head head) {
        headers.forEach((name, value) -> write(name, value, head));
    }

    private static void write(String name, String value, Head head) {
        if (name.equalsIgnoreCase(HOST) && head.kind() == Head.Kind.REQUEST) {
            head.set(HeaderNames.AUTHORITY, value);
        } else {
            head.add(name.toLowerCase(Locale.ROOT), value);
        }
    }

    // ---- on the filter's thread: what the worker will write is checked before it is handed over

    static void check(Request request) {
        token("method", request.method());
        target(request.path());
        check(request.headers());
    }

    static void check(Response response) {
        if (response.status() < FINAL_STATUS_MIN && response.status() != SWITCHING) {
            throw new IllegalArgumentException("status " + response.status() + " is not final: see inform");
        }
        check(response.headers());
    }

    static void check(Headers headers) {
        headers.forEach((name, value) -> {
            token("the name of a field", name);
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if (c == '\r' || c == '\n' || c == 0) {
                    throw new IllegalArgumentException("CR, LF or NUL in the field " + name);
                }
            }
        });
    }

    private static void token(String what, String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException(what + " is empty");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7F || "\"(),/:;<=>?@[\\]{}".indexOf(c) >= 0) {
                throw new IllegalArgumentException(what + " has a character that it must not have: " + text);
            }
        }
    }

    private static void target(String path) {
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) <= ' ' || path.charAt(i) == 0x7F) {
                throw new IllegalArgumentException("a blank or control character in the path");
            }
        }
    }
}
