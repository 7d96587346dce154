package io.nuncio.conformance.http1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads requests as the grammar of RFC 9112 has them and not one byte otherwise: what a proxy sends on must be read
 * alike by everybody.
 */
final class StrictReader {

    private static final Pattern LINE =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([\\x21-\\x7e\\x80-\\xff]+) HTTP/1\\.[01]");
    private static final Pattern FIELD =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*([\\t\\x20-\\x7e\\x80-\\xff]*?)[ \\t]*");
    private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,8})(;[\\t\\x20-\\x7e\\x80-\\xff]*)?");
    private static final int LINE_MAX = 200_000;

    private final InputStream in;

    StrictReader(InputStream in) {
        this.in = in;
    }

    /** A request whose bytes break the grammar. */
    static final class BrokenException extends IOException {
        private static final long serialVersionUID = 1;

        BrokenException(String message) {
            super(message);
        }
    }

    /** The head of a request; null when there is no more. */
    @org.jspecify.annotations.Nullable
    SeenRequest head() throws IOException {
        in.mark(1);
        if (in.read() < 0) {
            return null;
        }
        in.reset();
        Matcher line = match(LINE, line());
        SeenRequest request = new SeenRequest(line.group(1), line.group(2));
        for (String field = line(); !field.isEmpty(); field = line()) {
            Matcher parts = match(FIELD, field);
            switch (parts.group(1).toLowerCase(java.util.Locale.ROOT)) {
                case "content-length" -> request.length(number(parts.group(2)));
                case "transfer-encoding" -> request.coding(parts.group(2));
                case "expect" -> request.expects();
                default -> {
                    // Says nothing about where the message ends.
                }
            }
        }
        return request;
    }

    /** Its body, to the end. */
    void body(SeenRequest request) throws IOException {
        if (request.chunked()) {
            while (true) {
                int size = Integer.parseInt(match(CHUNK, line()).group(1), 16);
                if (size == 0) {
                    break;
                }
                request.data(exactly(size));
                if (!line().isEmpty()) {
                    throw new BrokenException("bytes behind the data of a chunk");
                }
            }
            for (String field = line(); !field.isEmpty(); field = line()) {
                match(FIELD, field);
            }
        } else if (request.length() > 0) {
            request.data(exactly(request.length()));
        }
        request.complete();
    }

    private static long number(String text) throws BrokenException {
        if (!text.matches("[0-9]{1,9}")) {
            throw new BrokenException("length " + text);
        }
        return Long.parseLong(text);
    }

    private byte[] exactly(long count) throws IOException {
        byte[] data = in.readNBytes((int) count);
        if (data.length < count) {
            throw new EOFException();
        }
        return data;
    }

    private static Matcher match(Pattern pattern, String text) throws BrokenException {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            throw new BrokenException(pattern == LINE ? "line " + text : "field or chunk " + text);
        }
        return matcher;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException();
            }
            if (line.size() >= LINE_MAX) {
                throw new BrokenException("a line without end");
            }
            line.write(b);
        }
        byte[] bytes = line.toByteArray();
        if (bytes.length == 0 || bytes[bytes.length - 1] != '\r') {
            throw new BrokenException("a bare line feed");
        }
        return new String(bytes, 0, bytes.length - 1, StandardCharsets.ISO_8859_1);
    }
}
