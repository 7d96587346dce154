package io.nuncio.conformance.differential;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads HTTP/1 as a patient peer does: one message after another, with its framing. */
final class Wire {

    private static final int LINE_MAX = 128 * 1024;

    private final InputStream in;

    Wire(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /**
     * A message.
     *
     * @param first the request line or the status line
     * @param fields lines of fields as they came
     * @param body without its framing
     * @param trailers lines of fields as they came
     */
    record Message(String first, List<String> fields, String body, List<String> trailers) {

        /** The value of the first field of that name; empty if there is none. */
        String field(String name) {
            return fields.stream()
                    .filter(line -> name(line).equals(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("");
        }

        static String name(String line) {
            int colon = line.indexOf(':');
            return (colon < 0 ? line : line.substring(0, colon)).toLowerCase(Locale.ROOT);
        }
    }

    /** The next request; null at the end of the connection. */
    @Nullable
    Message request() throws IOException {
        String first = line();
        if (first == null) {
            return null;
        }
        List<String> fields = fields();
        return whole(new Message(first, fields, "", List.of()), false);
    }

    /** The next response to such a method, past interim ones, which are kept as lines of the first one. */
    @Nullable
    Message response(String method) throws IOException {
        String first = line();
        if (first == null) {
            return null;
        }
        List<String> fields = fields();
        String status = first.split(" ", -1)[1];
        if (status.startsWith("1") && !status.equals("101")) {
            Message next = response(method);
            return next == null
                    ? null
                    : new Message(first + " then " + next.first(), next.fields(), next.body(), next.trailers());
        }
        Message head = new Message(first, fields, "", List.of());
        boolean bodiless = method.equals("HEAD") || status.equals("204") || status.equals("304");
        return bodiless ? head : whole(head, true);
    }

    private Message whole(Message head, boolean untilEnd) throws IOException {
        if (head.field("transfer-encoding").equalsIgnoreCase("chunked")) {
            StringBuilder body = new StringBuilder();
            int size = Integer.parseInt(need(line()).split(";", 2)[0].strip(), 16);
            while (size > 0) {
                body.append(bytes(size));
                line();
                size = Integer.parseInt(need(line()).split(";", 2)[0].strip(), 16);
            }
            return new Message(head.first(), head.fields(), body.toString(), fields());
        }
        String length = head.field("content-length");
        if (!length.isEmpty()) {
            return new Message(head.first(), head.fields(), bytes(Integer.parseInt(length)), List.of());
        }
        String rest = untilEnd ? new String(in.readAllBytes(), StandardCharsets.ISO_8859_1) : "";
        return new Message(head.first(), head.fields(), rest, List.of());
    }

    private List<String> fields() throws IOException {
        List<String> fields = new ArrayList<>();
        for (String line = need(line()); !line.isEmpty(); line = need(line())) {
            fields.add(line);
        }
        return fields;
    }

    private String bytes(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("a body of " + count + " bytes ends after " + bytes.length);
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String need(@Nullable String line) throws IOException {
        if (line == null) {
            throw new EOFException("a message ends in the middle");
        }
        return line;
    }

    /** A line without its end; null at the end of the connection. */
    private @Nullable String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return line.isEmpty() ? null : line.toString();
            }
            line.append((char) c);
            if (line.length() > LINE_MAX) {
                throw new IOException("a line without end");
            }
        }
        int length = line.length();
        return length > 0 && line.charAt(length - 1) == '\r' ? line.substring(0, length - 1) : line.toString();
    }
}
