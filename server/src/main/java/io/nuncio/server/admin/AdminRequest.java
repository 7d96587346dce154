package io.nuncio.server.admin;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableListMultimap;
import io.nuncio.filter.thread.AnyThread;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * A question to the admin.
 *
 * @param method of HTTP
 * @param path decoded, without doubled slashes and dot segments
 * @param query the parameters in their order; one without a value has the empty text
 * @param form the parameters in the body, if it is one of a form
 */
@AnyThread
public record AdminRequest(
        String method,
        String path,
        ImmutableListMultimap<String, String> query,
        ImmutableListMultimap<String, String> form) {

    private static final String FORM = "application/x-www-form-urlencoded";

    /** Reads the target of a request line in origin form. */
    public static AdminRequest of(String method, String target) {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        return new AdminRequest(
                method,
                normalize(decode(path)),
                parameters(mark < 0 ? "" : target.substring(mark + 1)),
                ImmutableListMultimap.of());
    }

    /** The same with a body. */
    AdminRequest withBody(String contentType, String body) {
        return contentType.equals(FORM) && !body.isEmpty()
                ? new AdminRequest(method, path, query, parameters(body))
                : this;
    }

    /** Whether a parameter is there, with or without a value. */
    public boolean has(String name) {
        return query.containsKey(name);
    }

    /** The first value of a parameter. */
    public Optional<String> first(String name) {
        return query.get(name).stream().findFirst();
    }

    private static ImmutableListMultimap<String, String> parameters(String query) {
        ImmutableListMultimap.Builder<String, String> out = ImmutableListMultimap.builder();
        for (String each : Splitter.on('&').omitEmptyStrings().split(query)) {
            int equals = each.indexOf('=');
            out.put(
                    decode(equals < 0 ? each : each.substring(0, equals)),
                    equals < 0 ? "" : decode(each.substring(equals + 1)));
        }
        return out.build();
    }

    /** Percent-decoded; what is no valid escape stays as it is, and so does a plus sign. */
    private static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] in = text.getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
        for (int i = 0; i < in.length; i++) {
            boolean room = in[i] == '%' && i + 2 < in.length;
            int high = room ? Character.digit(in[i + 1], 16) : -1;
            int low = room ? Character.digit(in[i + 2], 16) : -1;
            if (high >= 0 && low >= 0) {
                out.write(high * 16 + low);
                i += 2;
            } else {
                out.write(in[i]);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String normalize(String path) {
        Deque<String> segments = new ArrayDeque<>();
        for (String each : Splitter.on('/').omitEmptyStrings().split(path)) {
            if (each.equals("..")) {
                segments.pollLast();
            } else if (!each.equals(".")) {
                segments.addLast(each);
            }
        }
        String trailing = path.endsWith("/") && !segments.isEmpty() ? "/" : "";
        return "/" + String.join("/", segments) + trailing;
    }
}
