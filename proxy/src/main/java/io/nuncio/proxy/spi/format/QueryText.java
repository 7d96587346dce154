package io.nuncio.proxy.spi.format;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Query strings, as access logs print them. */
final class QueryText {

    private QueryText() {}

    /** The value of the first parameter of that name, decoded; null for none. */
    static @Nullable String parameter(String path, String name) {
        int mark = path.indexOf('?');
        int end = path.indexOf('#', Math.max(mark, 0));
        String query = mark < 0 ? "" : path.substring(mark + 1, end < 0 ? path.length() : end);
        int at = 0;
        while (at < query.length()) {
            int next = query.indexOf('&', at);
            next = next < 0 ? query.length() : next;
            int equals = query.indexOf('=', at);
            equals = equals < 0 || equals > next ? next : equals;
            if (decode(query.substring(at, equals)).equals(name)) {
                return equals == next ? "" : decode(query.substring(equals + 1, next));
            }
            at = next + 1;
        }
        return null;
    }

    /** Replaces {@code %41} by {@code A}; what is no such code stays. */
    static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[in.length];
        int length = 0;
        for (int i = 0; i < in.length; i++) {
            int high = in[i] == '%' && i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(in[i + 2], 16);
            if (low >= 0) {
                out[length++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                out[length++] = in[i];
            }
        }
        return new String(out, 0, length, StandardCharsets.UTF_8);
    }
}
