package io.nuncio.proxy.wire.http1;

import io.netty.buffer.ByteBuf;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.http.Http1Spec;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.Spelling;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to a {@link Head}, or to trailers, however they are cut. The bytes are copied once, into the block of the head,
 * and looked at there; names are lowered in place.
 *
 * <p>A line that is not complete is looked at again from its start when its end has come, and only then: the work is
 * linear whatever the peer does. Behind what was received stand two bytes that end every loop, so that no loop has to
 * look where the bytes end.
 */
final class HeadParser {

    /** So many bytes are copied at a time: more than most heads have, few enough where a body follows. */
    private static final int COPY_BYTES = 1024;

    /** Each folded line moves what follows it; nobody needs many. */
    private static final int FOLDS_MAX = 100;

    private static final int SENTINEL_BYTES = 2;

    private static final int ENDS_PER_FIELD = 3;

    private final Http1Spec spec;
    private final FirstLine firstLine;
    private final boolean checksUnderscores;
    private final Http1Counters counters;

    private @Nullable Spelling spelling;
    private boolean atFirstLine;
    private boolean complete;
    /** Where the line begins that comes next. */
    private int line;

    /** The line has begun but not ended; no line end stands before {@link #scanned}. */
    private boolean waiting;

    private int scanned;

    /** What is waited for is the first byte of the next line, which may fold this one. */
    private boolean endSeen;

    private int fields;
    private int folds;
    private long bytesRead;
    private long fieldBytes;
    private @Nullable Http1Error error;

    HeadParser(Http1Spec spec, FirstLine firstLine, Http1Counters counters, boolean checksUnderscores) {
        this.spec = spec;
        this.firstLine = firstLine;
        this.counters = counters;
        this.checksUnderscores = checksUnderscores && spec.underscores() != Http1Spec.Underscores.ALLOW;
    }

    /** Begins a head, with its first line, or trailers. */
    void begin(boolean withFirstLine) {
        atFirstLine = withFirstLine;
        complete = false;
        line = 0;
        waiting = false;
        endSeen = false;
        scanned = 0;
        fields = 0;
        folds = 0;
        bytesRead = 0;
        fieldBytes = 0;
        error = null;
        spelling = null;
    }

    /** What the head took on the wire so far. */
    long bytesRead() {
        return bytesRead;
    }

    /** What its fields take as Envoy counts them: names, values, and three bytes for each, for none too. */
    long fieldBytes() {
        return fieldBytes + (long) ENDS_PER_FIELD * Math.max(1, fields);
    }

    /**
     * Takes bytes for the head.
     *
     * @return whether it is complete, or broken ({@link #error}); if not, all bytes have been taken
     */
    boolean read(ByteQueue in, Head head) {
        for (ByteBuf buffer = in.peek(); buffer != null; buffer = in.peek()) {
            long left = (long) spec.headBytesMax() - bytesRead;
            int count = (int) Math.min(Math.min(buffer.readableBytes(), COPY_BYTES), left);
            if (count == 0) {
                error = Http1Error.HEAD_TOO_LARGE;
                return true;
            }
            int used = head.used();
            byte[] block = head.room(count + SENTINEL_BYTES);
            buffer.getBytes(buffer.readerIndex(), block, used, count);
            head.used(used + count);
            error = parse(head);
            if (error != null) {
                return true;
            }
            if (complete) {
                int behind = head.used() - line;
                head.used(line);
                in.drain(count - behind);
                bytesRead += count - behind;
                head.completed();
                return true;
            }
            in.drain(count);
            bytesRead += count;
        }
        return false;
    }

    @Nullable
    Http1Error error() {
        return error;
    }

    private @Nullable Http1Error parse(Head head) {
        mark(head);
        if (waiting && !lineEnds(head)) {
            return hopeless(head);
        }
        waiting = false;
        while (!complete) {
            int from = line;
            Http1Error wrong = atFirstLine ? first(head) : field(head);
            if (wrong != null) {
                scanned = from;
                if (lineEnds(head)) {
                    return wrong;
                }
                // A line is judged when its end has come, whatever the cuts.
                waiting = true;
            }
            if (waiting) {
                scanned = endSeen ? head.used() - 1 : head.used();
                endSeen = false;
                return hopeless(head);
            }
        }
        return null;
    }

    private static void mark(Head head) {
        byte[] block = head.bytes();
        int end = head.used();
        block[end] = 0;
        block[end + 1] = 0;
    }

    private @Nullable Http1Error hopeless(Head head) {
        return atFirstLine && firstLine.hopeless(head.bytes(), line, head.used()) ? Http1Error.SYNTAX : null;
    }

    private boolean lineEnds(Head head) {
        byte[] block = head.bytes();
        int end = head.used();
        for (; scanned < end; scanned++) {
            if (block[scanned] == '\n') {
                return true;
            }
        }
        return false;
    }

    private @Nullable Http1Error first(Head head) {
        byte[] block = head.bytes();
        scanned = line;
        if (!lineEnds(head)) {
            waiting = true;
            return null;
        }
        int to = scanned - 1;
        if (to < line || block[to] != '\r') {
            return Http1Error.SYNTAX;
        }
        Http1Error wrong = firstLine.take(head, line, to);
        atFirstLine = false;
        line = to + 2;
        if (spec.spelling().preserved()) {
            spelling = new Spelling(spec.spelling() == Http1Spec.NameSpelling.PRESERVED_ELSE_PROPER);
            head.spelling(spelling);
        }
        return wrong;
    }

    private @Nullable Http1Error field(Head head) {
        byte[] block = head.bytes();
        int end = head.used();
        if (block[line] == '\r') {
            waiting = line + 1 >= end;
            complete = block[line + 1] == '\n';
            if (complete) {
                line += 2;
            }
            return complete || waiting ? null : Http1Error.SYNTAX;
        }
        int i = spelling == null ? lower(block, line) : token(block, line);
        if (i >= end) {
            waiting = true;
            return null;
        }
        int nameLength = i - line;
        if (block[i] != ':' || nameLength == 0) {
            return Http1Error.SYNTAX;
        }
        do {
            i++;
        } while (Chars.blank(block[i]));
        return value(head, nameLength, i);
    }

    /** Lowers a name in place; answers where it ends. */
    private static int lower(byte[] block, int from) {
        int i = from;
        for (byte c = Chars.NAME[block[i] & 0xFF]; c != 0; c = Chars.NAME[block[i] & 0xFF]) {
            block[i++] = c;
        }
        return i;
    }

    private static int token(byte[] block, int from) {
        int i = from;
        while (Chars.NAME[block[i] & 0xFF] != 0) {
            i++;
        }
        return i;
    }

    private @Nullable Http1Error value(Head head, int nameLength, int valueFrom) {
        byte[] block = head.bytes();
        int i = valueFrom;
        while (true) {
            while (Chars.VALUE[block[i] & 0xFF]) {
                i++;
            }
            int end = head.used();
            if (i >= end) {
                waiting = true;
                return null;
            }
            if (block[i] != '\r') {
                return block[i] == '\n' ? Http1Error.SYNTAX : Http1Error.CHARACTERS;
            }
            if (i + 2 >= end) {
                waiting = true;
                endSeen = block[i + 1] == '\n';
                return i + 1 < end && !endSeen ? Http1Error.SYNTAX : null;
            }
            if (block[i + 1] != '\n') {
                return Http1Error.SYNTAX;
            }
            if (!Chars.blank(block[i + 2])) {
                return enter(head, nameLength, valueFrom, i);
            }
            if (++folds > FOLDS_MAX || framing(block, nameLength)) {
                return Http1Error.SYNTAX;
            }
            System.arraycopy(block, i + 2, block, i, end - i - 2);
            head.used(end - 2);
            mark(head);
        }
    }

    /** A folded length could be read as another one by the next hop. */
    private boolean framing(byte[] block, int nameLength) {
        int i = token(block, line);
        if (spelling != null) {
            return nameLength == HeaderNames.CONTENT_LENGTH.length()
                    || nameLength == HeaderNames.TRANSFER_ENCODING.length();
        }
        return HeaderNames.CONTENT_LENGTH.matches(block, line, i - line)
                || HeaderNames.TRANSFER_ENCODING.matches(block, line, i - line);
    }

    private @Nullable Http1Error enter(Head head, int nameLength, int valueFrom, int crAt) {
        byte[] block = head.bytes();
        int nameFrom = line;
        line = crAt + 2;
        if (spelling != null) {
            spelling.add(block, nameFrom, nameLength);
            lower(block, nameFrom);
        }
        if (checksUnderscores && underscored(block, nameFrom, nameLength)) {
            if (spec.underscores() == Http1Spec.Underscores.DROP_HEADER) {
                counters.underscoreDropped();
                return null;
            }
            counters.underscoreRejected();
            return Http1Error.UNDERSCORE;
        }
        if (++fields > spec.fieldsMax()) {
            return Http1Error.TOO_MANY;
        }
        int to = crAt;
        while (to > valueFrom && Chars.blank(block[to - 1])) {
            to--;
        }
        int from = valueFrom;
        while (from < to && Chars.blank(block[from])) {
            from++;
        }
        fieldBytes += nameLength + to - from;
        head.received(nameFrom, nameLength, from, to - from);
        return null;
    }

    private static boolean underscored(byte[] block, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (block[i] == '_') {
                return true;
            }
        }
        return false;
    }
}
