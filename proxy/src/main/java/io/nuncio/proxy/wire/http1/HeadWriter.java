package io.nuncio.proxy.wire.http1;

import io.netty.buffer.ByteBuf;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.http.Http1Spec.NameSpelling;
import io.nuncio.proxy.spi.message.Decimal;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.Spelling;
import io.nuncio.proxy.spi.message.StatusText;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Heads to bytes. Lines that lie behind each other in the block of the head, as most of a forwarded message do, are copied
 * in one go.
 */
final class HeadWriter {

    private static final byte[] VERSION_11 = bytes("HTTP/1.1 ");
    private static final byte[] VERSION_10 = bytes("HTTP/1.0 ");
    private static final byte[] END_OF_REQUEST_LINE = bytes(" HTTP/1.1\r\n");
    private static final byte[] HOST = bytes("host");
    private static final byte[] SEPARATOR = bytes(": ");
    private static final byte[] LINE_END = bytes("\r\n");
    private static final byte[] HTTP = bytes("http");
    private static final byte[] SCHEME_END = bytes("://");
    private static final int STATUSES = 600;
    private static final byte[][] STATUS_LINES = statusLines();

    /** How names are spelled that came with no spelling of their own. */
    private final boolean proper;

    HeadWriter(NameSpelling spelling) {
        this.proper = spelling == NameSpelling.PROPER_CASE;
    }

    /** {@code GET /path HTTP/1.1} and the host. */
    void requestLine(ByteBuf out, Head head, boolean connect, boolean absolute) {
        value(out, head, HeaderNames.METHOD);
        out.writeByte(' ');
        if (connect) {
            value(out, head, HeaderNames.AUTHORITY);
        } else {
            if (absolute && head.has(HeaderNames.AUTHORITY)) {
                if (!value(out, head, HeaderNames.SCHEME)) {
                    out.writeBytes(HTTP);
                }
                out.writeBytes(SCHEME_END);
                value(out, head, HeaderNames.AUTHORITY);
            }
            value(out, head, HeaderNames.PATH);
        }
        out.writeBytes(END_OF_REQUEST_LINE);
        if (head.has(HeaderNames.AUTHORITY)) {
            name(out, HOST, 0, HOST.length, head.spelling());
            out.writeBytes(SEPARATOR);
            value(out, head, HeaderNames.AUTHORITY);
            out.writeBytes(LINE_END);
        }
    }

    /** {@code HTTP/1.1 200 OK}; the reason is the usual one unless another is given. */
    static void statusLine(ByteBuf out, int status, boolean http10, byte @Nullable [] reason) {
        if (!http10 && reason == null && status >= 0 && status < STATUSES) {
            out.writeBytes(STATUS_LINES[status]);
            return;
        }
        out.writeBytes(http10 ? VERSION_10 : VERSION_11);
        digits(out, status);
        out.writeByte(' ');
        out.writeBytes(reason == null ? bytes(StatusText.of(status)) : reason);
        out.writeBytes(LINE_END);
    }

    /** All fields but pseudo fields, and but the transfer coding, which is the codec's own. */
    void fields(ByteBuf out, Head head) {
        if (proper || head.spelling() != null) {
            spelledFields(out, head);
            return;
        }
        byte[] block = head.bytes();
        int runFrom = 0;
        int runTo = 0;
        for (int i = head.pseudoCount(); i < head.size(); i++) {
            int id = head.idAt(i);
            if (id == HeaderNames.TRANSFER_ENCODING.id()) {
                continue;
            }
            int from = head.nameFrom(i);
            int to = head.valueFrom(i) + head.valueLength(i);
            if (!isLine(block, from, head.nameLength(i), head.valueFrom(i), to)) {
                out.writeBytes(block, runFrom, runTo - runFrom);
                runFrom = runTo;
                line(out, head, i);
            } else if (from == runTo) {
                runTo = to + 2;
            } else {
                out.writeBytes(block, runFrom, runTo - runFrom);
                runFrom = from;
                runTo = to + 2;
            }
        }
        out.writeBytes(block, runFrom, runTo - runFrom);
    }

    /** A field that the codec adds. */
    void field(ByteBuf out, HeaderName name, byte[] value, @Nullable Spelling spelled) {
        byte[] text = new byte[name.length()];
        name.copyTo(text, 0);
        name(out, text, 0, text.length, spelled);
        out.writeBytes(SEPARATOR);
        out.writeBytes(value);
        out.writeBytes(LINE_END);
    }

    static void lineEnd(ByteBuf out) {
        out.writeBytes(LINE_END);
    }

    /** Whether name and value stand in the block as a line that can be sent as it is. */
    private static boolean isLine(byte[] block, int from, int nameLength, int valueFrom, int to) {
        int colon = from + nameLength;
        return from >= 0
                && valueFrom == colon + 2
                && to + 1 < block.length
                && block[colon] == ':'
                && block[colon + 1] == ' '
                && block[to] == '\r'
                && block[to + 1] == '\n';
    }

    private void spelledFields(ByteBuf out, Head head) {
        for (int i = head.pseudoCount(); i < head.size(); i++) {
            if (head.idAt(i) != HeaderNames.TRANSFER_ENCODING.id()) {
                line(out, head, i);
            }
        }
    }

    private void line(ByteBuf out, Head head, int at) {
        byte[] block = head.bytes();
        int from = head.nameFrom(at);
        if (from >= 0) {
            name(out, block, from, head.nameLength(at), head.spelling());
        } else {
            byte[] known = bytes(head.nameAt(at));
            name(out, known, 0, known.length, head.spelling());
        }
        out.writeBytes(SEPARATOR);
        out.writeBytes(block, head.valueFrom(at), head.valueLength(at));
        out.writeBytes(LINE_END);
    }

    private void name(ByteBuf out, byte[] block, int from, int length, @Nullable Spelling spelled) {
        byte[] original = spelled == null ? null : spelled.of(block, from, length);
        if (original != null) {
            out.writeBytes(original);
        } else if (spelled == null ? proper : spelled.elseProper()) {
            proper(out, block, from, length);
        } else {
            out.writeBytes(block, from, length);
        }
    }

    private static void proper(ByteBuf out, byte[] block, int from, int length) {
        boolean first = true;
        for (int i = from; i < from + length; i++) {
            byte b = block[i];
            out.writeByte(first && Chars.letter(b) ? b & ~0x20 : b);
            first = !Chars.letterOrDigit(b);
        }
    }

    private static boolean value(ByteBuf out, Head head, HeaderName name) {
        int at = head.find(name, 0);
        if (at >= 0) {
            out.writeBytes(head.bytes(), head.valueFrom(at), head.valueLength(at));
        }
        return at >= 0;
    }

    private static void digits(ByteBuf out, int number) {
        byte[] digits = new byte[Decimal.length(number)];
        Decimal.put(number, digits, 0, digits.length);
        out.writeBytes(digits);
    }

    private static byte[][] statusLines() {
        byte[][] lines = new byte[STATUSES][];
        for (int status = 0; status < STATUSES; status++) {
            lines[status] = bytes("HTTP/1.1 " + status + " " + StatusText.of(status) + "\r\n");
        }
        return lines;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
