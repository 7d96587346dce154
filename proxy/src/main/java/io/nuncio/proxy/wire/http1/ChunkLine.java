package io.nuncio.proxy.wire.http1;

import io.netty.buffer.ByteBuf;
import io.nuncio.kernel.buffer.ByteQueue;

/**
 * The lines around the data of chunks. A line ends with CR LF and nothing else; between the data of a chunk and its end
 * there is nothing. Extensions are read and dropped.
 */
final class ChunkLine {

    /** The size is not known yet. */
    static final long MORE = -1;

    /** The grammar is broken. */
    static final long BROKEN = -2;

    private static final int HEX_BITS = 4;

    private enum Part {
        FIRST_DIGIT,
        DIGITS,
        EXTENSION,
        LINE_FEED
    }

    private Part part = Part.FIRST_DIGIT;
    private long size;
    private boolean carriageReturn;

    /** Begins the line of another chunk. */
    void begin() {
        part = Part.FIRST_DIGIT;
        size = 0;
        carriageReturn = false;
    }

    /** Takes bytes of the line with the size; answers the size when the line has ended. */
    long readSize(ByteQueue in) {
        for (ByteBuf buffer = in.peek(); buffer != null; buffer = in.peek()) {
            int from = buffer.readerIndex();
            int to = buffer.writerIndex();
            int i = from;
            while (i < to) {
                byte b = buffer.getByte(i++);
                if (part == Part.LINE_FEED) {
                    in.drain(i - from);
                    return b == '\n' ? size : BROKEN;
                }
                if (!take(b)) {
                    return BROKEN;
                }
            }
            in.drain(i - from);
        }
        return MORE;
    }

    /**
     * Takes the CR LF behind the data of a chunk.
     *
     * @return 0 when it is there
     */
    long readEnd(ByteQueue in) {
        while (!in.isEmpty()) {
            byte b = in.get(0);
            in.drain(1);
            if (carriageReturn) {
                return b == '\n' ? 0 : BROKEN;
            }
            if (b != '\r') {
                return BROKEN;
            }
            carriageReturn = true;
        }
        return MORE;
    }

    private boolean take(byte b) {
        if (b == '\r') {
            boolean ends = part != Part.FIRST_DIGIT;
            part = Part.LINE_FEED;
            return ends;
        }
        if (part == Part.EXTENSION) {
            return b != '\n';
        }
        int digit = Chars.hex(b);
        if (digit >= 0) {
            part = Part.DIGITS;
            if (size > Long.MAX_VALUE >> HEX_BITS) {
                return false;
            }
            size = size << HEX_BITS | digit;
            return true;
        }
        boolean extension = part == Part.DIGITS && (b == ';' || Chars.blank(b));
        part = Part.EXTENSION;
        return extension;
    }
}
