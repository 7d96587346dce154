package io.nuncio.conformance.http1;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A request before it is bytes: its parts can be changed one by one. A character is a byte (ISO 8859-1). */
final class Draft {

    private static final String LINE_END = "\r\n";

    final Random random;
    String requestLine;
    String requestLineEnd = LINE_END;

    /** Whole lines, with their ends. */
    final List<String> fields = new ArrayList<>();

    String headEnd = LINE_END;
    String body = "";
    /** Before the request line. */
    String before = "";

    Draft(int number, Random random) {
        this.random = random;
        this.requestLine = "GET /m/" + number + " HTTP/1.1";
        field("Host: a.test");
    }

    /** Another line; the others move behind it or before it. */
    void field(String line) {
        fields.add(fields.isEmpty() ? 0 : random.nextInt(fields.size() + 1), line + LINE_END);
    }

    /** A line behind all others. */
    void last(String line) {
        fields.add(line + LINE_END);
    }

    /** Lines of a name go away. */
    void without(String name) {
        fields.removeIf(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1));
    }

    void method(String method) {
        requestLine = method + requestLine.substring(requestLine.indexOf(' '));
    }

    void target(String target) {
        requestLine = requestLine.substring(0, requestLine.indexOf(' ') + 1)
                + target
                + requestLine.substring(requestLine.lastIndexOf(' '));
    }

    String target() {
        return requestLine.substring(requestLine.indexOf(' ') + 1, requestLine.lastIndexOf(' '));
    }

    void version(String version) {
        requestLine = requestLine.substring(0, requestLine.lastIndexOf(' ') + 1) + version;
    }

    /** A POST with {@code body} of the length that {@code length} says, instead of any other body. */
    void length(String length, String content) {
        method("POST");
        without("Content-Length");
        without("Transfer-Encoding");
        field("Content-Length: " + length);
        body = content;
    }

    /** A POST in chunks, given as they are on the wire, without the last one, instead of any other body. */
    void chunks(String chunks) {
        method("POST");
        without("Content-Length");
        without("Transfer-Encoding");
        field("Transfer-Encoding: chunked");
        body = chunks + "0\r\n\r\n";
    }

    String text() {
        return before + requestLine + requestLineEnd + String.join("", fields) + headEnd + body;
    }
}
