package io.nuncio.proxy.wire.http1;

import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spi.message.Head;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The field {@code connection} of a request: upgrades, and fields that it names for this hop only, which are removed.
 * Some cannot be removed that way, or a client could take away what the proxy trusts.
 */
final class ConnectionField {

    /** So many names are too many. */
    private static final int NAMED_LIMIT = 10;

    private static final int TE_LENGTH_LIMIT = 256;

    private ConnectionField() {}

    /** Whether the message asks for another protocol on this connection. */
    static boolean upgrade(Head head) {
        return head.has(HeaderNames.UPGRADE) && head.hasToken(HeaderNames.CONNECTION, "upgrade");
    }

    /** Forgets an offer of HTTP/2 in clear text, which is not taken. */
    static void dropHttp2Offer(Head head) {
        head.remove(HeaderNames.UPGRADE);
        head.remove(HeaderNames.HTTP2_SETTINGS);
        List<String> kept = new ArrayList<>();
        for (String token : tokens(head)) {
            if (!token.equalsIgnoreCase("upgrade") && !token.equalsIgnoreCase("http2-settings")) {
                kept.add(token);
            }
        }
        rewrite(head, kept);
    }

    /** Removes what the field names, or says that it names what it must not. */
    static @Nullable Http1Error removeNamed(Head head) {
        if (head.valueEqualsIgnoreCase(HeaderNames.CONNECTION, "keep-alive")
                || head.valueEqualsIgnoreCase(HeaderNames.CONNECTION, "close")) {
            return null;
        }
        List<String> tokens = tokens(head);
        if (tokens.size() >= NAMED_LIMIT) {
            return Http1Error.CONNECTION;
        }
        List<String> kept = new ArrayList<>();
        for (String token : tokens) {
            String name = token.toLowerCase(Locale.ROOT);
            switch (name) {
                case "close", "keep-alive", "upgrade", "http2-settings", "connection" -> kept.add(token);
                case "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto" -> {
                    return Http1Error.CONNECTION;
                }
                case "te" -> {
                    if (head.has(HeaderNames.TE) && te(head)) {
                        kept.add(token);
                    }
                    String left = head.first(HeaderNames.TE);
                    if (left != null && left.length() >= TE_LENGTH_LIMIT) {
                        return Http1Error.CONNECTION;
                    }
                }
                default -> {
                    if (name.startsWith(":")) {
                        return Http1Error.CONNECTION;
                    }
                    head.remove(HeaderName.of(name));
                }
            }
        }
        if (kept.size() != tokens.size()) {
            rewrite(head, kept);
        }
        return null;
    }

    /** Leaves {@code trailers} of the field {@code te}, if it is there; else removes it. */
    private static boolean te(Head head) {
        if (head.hasToken(HeaderNames.TE, "trailers")) {
            head.set(HeaderNames.TE, "trailers");
            return true;
        }
        String value = head.first(HeaderNames.TE);
        if (value != null && value.length() < TE_LENGTH_LIMIT) {
            head.remove(HeaderNames.TE);
        }
        return false;
    }

    private static List<String> tokens(Head head) {
        List<String> tokens = new ArrayList<>();
        for (String value : head.all(HeaderNames.CONNECTION)) {
            for (String token : value.split(",", -1)) {
                String stripped = token.strip();
                if (!stripped.isEmpty()) {
                    tokens.add(stripped);
                }
            }
        }
        return tokens;
    }

    private static void rewrite(Head head, List<String> tokens) {
        if (tokens.isEmpty()) {
            head.remove(HeaderNames.CONNECTION);
        } else {
            head.set(HeaderNames.CONNECTION, String.join(",", tokens));
        }
    }
}
