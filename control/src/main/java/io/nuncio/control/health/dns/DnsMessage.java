package io.nuncio.control.health.dns;

import com.google.common.collect.ImmutableList;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

/**
 * Questions and answers of DNS as bytes (RFC 1035, RFC 3596). What comes from outside is read within its own length, and
 * every pointer in it leads backwards, so that no message takes long.
 *
 * @param id the number of the question
 * @param truncated whether there is more, over TCP
 * @param code 0: no error; 3: there is no such name
 * @param name the name asked for, in lower case, without the last dot
 * @param type what was asked for
 * @param found the addresses
 */
record DnsMessage(int id, boolean truncated, int code, String name, int type, ImmutableList<Names.Found> found) {

    static final int TYPE_A = 1;
    static final int TYPE_AAAA = 28;
    static final int NO_ERROR = 0;
    static final int NO_SUCH_NAME = 3;

    private static final int TYPE_CNAME = 5;
    private static final int CLASS_INTERNET = 1;
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int RESPONSE = 0x8000;
    private static final int TRUNCATED = 0x0200;
    private static final int CODE_MASK = 0xF;
    private static final int LABEL_BYTES_MAX = 63;
    private static final int NAME_BYTES_MAX = 253;
    private static final int POINTER = 0xC0;
    private static final int V4_BYTES = 4;
    private static final int V6_BYTES = 16;

    /** A question with recursion desired. */
    static byte[] question(int id, String name, int type) throws DnsFormatException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int word : new int[] {id, RECURSION_DESIRED, 1, 0, 0, 0}) {
            word(out, word);
        }
        String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (bare.isEmpty() || bare.length() > NAME_BYTES_MAX) {
            throw new DnsFormatException("'" + name + "' has no length of a name");
        }
        for (String label : bare.split("\\.", -1)) {
            byte[] bytes = label.getBytes(StandardCharsets.US_ASCII);
            if (bytes.length == 0
                    || bytes.length > LABEL_BYTES_MAX
                    || !label.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
                throw new DnsFormatException("'" + name + "' has the part '" + label + "'");
            }
            out.write(bytes.length);
            out.writeBytes(bytes);
        }
        out.write(0);
        word(out, type);
        word(out, CLASS_INTERNET);
        return out.toByteArray();
    }

    private static void word(ByteArrayOutputStream out, int value) {
        out.write(value >>> Byte.SIZE);
        out.write(value);
    }

    /** Reads an answer. */
    static DnsMessage answer(byte[] bytes) throws DnsFormatException {
        Reader in = new Reader(bytes);
        int id = in.word();
        int flags = in.word();
        int questions = in.word();
        int answers = in.word();
        in.skip(2 * Short.BYTES);
        if ((flags & RESPONSE) == 0 || questions != 1) {
            throw new DnsFormatException("it answers no single question");
        }
        String name = in.name();
        int type = in.word();
        in.skip(Short.BYTES);
        boolean truncated = (flags & TRUNCATED) != 0;
        return new DnsMessage(
                id,
                truncated,
                flags & CODE_MASK,
                name,
                type,
                truncated ? ImmutableList.of() : found(in, answers, type));
    }

    /** The addresses of the wanted type. What the names on the way hold for less time bounds them all. */
    private static ImmutableList<Names.Found> found(Reader in, int answers, int wanted) throws DnsFormatException {
        ImmutableList.Builder<Names.Found> all = ImmutableList.builder();
        long aliasSeconds = Long.MAX_VALUE;
        for (int i = 0; i < answers; i++) {
            in.name();
            int type = in.word();
            in.skip(Short.BYTES);
            // A time above 2^31 - 1 counts as none (RFC 2181).
            long seconds = Math.max(0, (in.word() << Short.SIZE) | in.word());
            byte[] data = in.bytes(in.word());
            if (type == TYPE_CNAME) {
                aliasSeconds = Math.min(aliasSeconds, seconds);
            } else if (type == wanted && data.length == (type == TYPE_A ? V4_BYTES : V6_BYTES)) {
                all.add(new Names.Found(address(data), Math.min(seconds, aliasSeconds)));
            }
        }
        return all.build();
    }

    private static InetAddress address(byte[] data) throws DnsFormatException {
        try {
            return InetAddress.getByAddress(data);
        } catch (UnknownHostException e) {
            throw new DnsFormatException("an address of " + data.length + " bytes");
        }
    }

    /** Reads from the front to the end, never beyond. */
    private static final class Reader {
        private final byte[] bytes;
        private int at;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        int word() throws DnsFormatException {
            return octet() << Byte.SIZE | octet();
        }

        private int octet() throws DnsFormatException {
            if (at >= bytes.length) {
                throw new DnsFormatException("it ends too early");
            }
            return bytes[at++] & 0xFF;
        }

        void skip(int count) throws DnsFormatException {
            if (count > bytes.length - at) {
                throw new DnsFormatException("it ends too early");
            }
            at += count;
        }

        byte[] bytes(int count) throws DnsFormatException {
            int from = at;
            skip(count);
            return java.util.Arrays.copyOfRange(bytes, from, at);
        }

        /** A name; after the first pointer reading goes on behind it. */
        String name() throws DnsFormatException {
            StringBuilder name = new StringBuilder();
            int behind = -1;
            int lowest = at;
            while (true) {
                int length = octet();
                if (length == 0) {
                    break;
                }
                if ((length & POINTER) == POINTER) {
                    int target = (length & ~POINTER) << Byte.SIZE | octet();
                    behind = behind < 0 ? at : behind;
                    if (target >= lowest) {
                        throw new DnsFormatException("a pointer leads forwards");
                    }
                    lowest = target;
                    at = target;
                } else {
                    label(length, name);
                }
            }
            at = behind < 0 ? at : behind;
            return name.toString();
        }

        private void label(int length, StringBuilder name) throws DnsFormatException {
            if (length > LABEL_BYTES_MAX || name.length() + length > NAME_BYTES_MAX) {
                throw new DnsFormatException("a name is too long");
            }
            if (!name.isEmpty()) {
                name.append('.');
            }
            for (int i = 0; i < length; i++) {
                name.append(Character.toLowerCase((char) octet()));
            }
        }
    }
}
