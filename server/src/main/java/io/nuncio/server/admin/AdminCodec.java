package io.nuncio.server.admin;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 for the admin: small requests, whole answers, pipelined or not. One instance a connection.
 *
 * <p>Whatever is malformed is answered as Envoy's codec answers it, and ends the connection.
 */
final class AdminCodec {

    /** Largest head of a request; Envoy's default of {@code max_request_headers_kb}. */
    static final int HEAD_BYTES_MAX = 60 * 1024;

    /** Largest body of a request: the parameters of {@code /runtime_modify}. */
    static final int BODY_BYTES_MAX = 1024 * 1024;

    private static final ImmutableSet<String> METHODS =
            ImmutableSet.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE");
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);
    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};

    private final AdminTable table;
    private final LongSupplier wallClockMs;
    private byte[] held = new byte[0];
    private boolean ended;

    /** Answers out of {@code table}. */
    AdminCodec(AdminTable table, LongSupplier wallClockMs) {
        this.table = table;
        this.wallClockMs = wallClockMs;
    }

    /** Whether the connection shall be closed once the answers are written. */
    boolean ended() {
        return ended;
    }

    /** Takes bytes from the peer and gives those to write back; empty while a request is incomplete. */
    byte[] take(byte[] more) {
        byte[] all = new byte[held.length + more.length];
        System.arraycopy(held, 0, all, 0, held.length);
        System.arraycopy(more, 0, all, held.length, more.length);
        held = all;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (!ended && one(out)) {}
        return out.toByteArray();
    }

    /** Answers the first request held, if it is whole; false if not. */
    private boolean one(ByteArrayOutputStream out) {
        int head = indexOf(held, END_OF_HEAD, 0);
        if (head < 0 || head > HEAD_BYTES_MAX) {
            if (held.length > HEAD_BYTES_MAX) {
                refuse(out, 431, "Request Header Fields Too Large");
            }
            return false;
        }
        List<String> lines = Splitter.on("\r\n").splitToList(new String(held, 0, head, StandardCharsets.ISO_8859_1));
        List<String> words = Splitter.on(' ').splitToList(lines.getFirst());
        Map<String, String> headers = headers(lines);
        if (words.size() != 3 || !METHODS.contains(words.get(0)) || headers == null) {
            refuse(out, 400, "Bad Request");
            return false;
        }
        if (!words.get(2).equals("HTTP/1.1")) {
            refuse(out, 426, "Upgrade Required");
            return false;
        }
        int bodyFrom = head + END_OF_HEAD.length;
        int bodyTo = endOfBody(headers, bodyFrom);
        if (bodyTo == BODY_INVALID) {
            refuse(out, 400, "Bad Request");
            return false;
        }
        if (bodyTo < 0) {
            return false;
        }
        held = java.util.Arrays.copyOfRange(held, bodyTo, held.length);
        answer(out, words.get(0), words.get(1), headers);
        return true;
    }

    private void answer(ByteArrayOutputStream out, String method, String target, Map<String, String> headers) {
        if (headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT).contains("close")) {
            ended = true;
        }
        if (!headers.containsKey("host") || target.indexOf('#') >= 0) {
            ended = true;
            write(out, head(400) + common() + "connection: close\r\ncontent-length: 0\r\n\r\n");
            return;
        }
        if (!target.startsWith("/")) {
            write(out, head(404) + common() + (ended ? "connection: close\r\n" : "") + "content-length: 0\r\n\r\n");
            return;
        }
        AdminResponse response = table.handle(AdminRequest.of(method, target));
        byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
        write(
                out,
                head(response.status()) + "content-type: " + response.contentType() + "\r\n"
                        + "cache-control: no-cache, max-age=0\r\nx-content-type-options: nosniff\r\n" + common()
                        + (ended ? "connection: close\r\n" : "") + "transfer-encoding: chunked\r\n\r\n");
        if (method.equals("HEAD")) {
            return;
        }
        if (body.length > 0) {
            write(out, Integer.toHexString(body.length) + "\r\n");
            out.write(body, 0, body.length);
            write(out, "\r\n");
        }
        write(out, "0\r\n\r\n");
    }

    private void refuse(ByteArrayOutputStream out, int status, String text) {
        ended = true;
        write(
                out,
                head(status) + "content-length: " + text.length() + "\r\ncontent-type: text/plain\r\n" + common()
                        + "connection: close\r\n\r\n" + text);
    }

    private String common() {
        return "date: "
                + DATE.format(Instant.ofEpochMilli(wallClockMs.getAsLong()).atOffset(ZoneOffset.UTC))
                + "\r\nserver: envoy\r\n";
    }

    private static String head(int status) {
        return "HTTP/1.1 " + status + " " + reason(status) + "\r\n";
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 400 -> "Bad Request";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 426 -> "Upgrade Required";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 503 -> "Service Unavailable";
            default -> "Unknown";
        };
    }

    private static final int BODY_MISSING = -1;
    private static final int BODY_INVALID = -2;

    /** Where the body ends, or one of the two above. */
    private int endOfBody(Map<String, String> headers, int from) {
        if (headers.getOrDefault("transfer-encoding", "")
                .toLowerCase(Locale.ROOT)
                .equals("chunked")) {
            return endOfChunks(from);
        }
        String text = headers.getOrDefault("content-length", "0");
        if (text.isEmpty() || text.length() > 9 || !text.chars().allMatch(Character::isDigit)) {
            return BODY_INVALID;
        }
        int length = Integer.parseInt(text);
        if (length > BODY_BYTES_MAX) {
            return BODY_INVALID;
        }
        return from + length > held.length ? BODY_MISSING : from + length;
    }

    private int endOfChunks(int from) {
        int at = from;
        while (at - from <= BODY_BYTES_MAX) {
            int line = indexOf(held, new byte[] {'\r', '\n'}, at);
            if (line < 0) {
                return held.length - at > 16 ? BODY_INVALID : BODY_MISSING;
            }
            int size = chunkSize(new String(held, at, line - at, StandardCharsets.ISO_8859_1));
            if (size < 0) {
                return BODY_INVALID;
            }
            at = line + 2 + size + 2;
            if (at > held.length) {
                return BODY_MISSING;
            }
            if (size == 0) {
                return at;
            }
        }
        return BODY_INVALID;
    }

    private static int chunkSize(String text) {
        if (text.isEmpty() || text.length() > 6) {
            return BODY_INVALID;
        }
        try {
            return Integer.parseInt(text, 16);
        } catch (NumberFormatException e) {
            return BODY_INVALID;
        }
    }

    private static @Nullable Map<String, String> headers(List<String> lines) {
        Map<String, String> out = new HashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                return null;
            }
            out.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return out;
    }

    private static int indexOf(byte[] in, byte[] wanted, int from) {
        for (int i = from; i + wanted.length <= in.length; i++) {
            if (java.util.Arrays.equals(in, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }

    private static void write(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        out.write(bytes, 0, bytes.length);
    }
}
