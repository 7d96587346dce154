package io.nuncio.proxy.wire.http1;

/** The version in a first line, as ten times the major and the minor number. */
final class Version {

    /** The grammar is broken. */
    static final int NONE = -1;

    static final int V10 = 10;
    static final int V11 = 11;

    /** A request line without a version. */
    static final int V09 = 9;

    private static final int LENGTH = "HTTP/1.1".length();

    private Version() {}

    /** What those bytes say, which must be {@code HTTP/} and two digits with a dot. */
    static int parse(byte[] block, int from, int to) {
        if (to - from != LENGTH
                || block[from] != 'H'
                || block[from + 1] != 'T'
                || block[from + 2] != 'T'
                || block[from + 3] != 'P'
                || block[from + 4] != '/'
                || block[from + 6] != '.'
                || !Chars.digit(block[from + 5])
                || !Chars.digit(block[from + 7])) {
            return NONE;
        }
        return (block[from + 5] - '0') * 10 + block[from + 7] - '0';
    }
}
