package io.nuncio.proxy.spi.message;

import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.http.HeaderNames;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The storage of a {@link Head}: one block of bytes, an index of the fields in it, and what codecs need to fill and to
 * read both. Only codecs use it; nobody above the wire sees the arrays.
 */
abstract class FieldBlock {

    /** Of a field in the index: where its name begins, its length and number, where its value begins, its length. */
    static final int STRIDE = 4;

    /** A name that is not in the block, only known by its number. */
    private static final int NOT_IN_BLOCK = -1;

    private static final int NAME_LENGTH_MASK = 0xFF_FFFF;
    private static final int ID_SHIFT = 24;
    private static final int LONG_BITS = 64;
    private static final byte[] NO_BLOCK = new byte[0];
    private static final int[] NO_INDEX = new int[0];

    final Head.Kind kind;
    final HeadPool pool;
    byte[] block;
    int[] index;
    int count;

    /** Where the next line is written. */
    private int used;

    /** Fields that will be joined to an earlier one. */
    private int toJoin;

    /** The numbers of the names that may be there: asking for one that is not costs one test. */
    private long seenLow;

    private long seenHigh;
    private boolean released;
    private @Nullable Spelling spelling;

    FieldBlock(Head.Kind kind, HeadPool pool, byte[] block, int[] index) {
        this.kind = kind;
        this.pool = pool;
        this.block = block;
        this.index = index;
    }

    // ---- for codecs that read a head

    /** Makes room for so many bytes at {@link #used}, and answers the block, which may be another one than before. */
    public final byte[] room(int bytes) {
        live();
        if (block.length - used < bytes) {
            block = Arrays.copyOf(block, Math.max(used + bytes, block.length * 2));
        }
        return block;
    }

    /** Where the next bytes go. */
    public final int used() {
        return used;
    }

    /** The bytes before {@code end} are taken. */
    public final void used(int end) {
        used = end;
    }

    /** A field has been received; its bytes are in the block, the name in lower case. */
    public final void received(int nameFrom, int nameLength, int valueFrom, int valueLength) {
        HeaderName known = HeaderNames.known(block, nameFrom, nameLength);
        if (known == null) {
            insert(count, nameFrom, nameLength, valueFrom, valueLength);
        } else if (known.id() == HeaderNames.HOST.id() && kind == Head.Kind.REQUEST) {
            receivedPseudo(HeaderNames.AUTHORITY, valueFrom, valueLength);
        } else {
            if (seen(known.id()) && joins(known)) {
                toJoin++;
            }
            see(known.id());
            insert(count, nameFrom, known.id() << ID_SHIFT | nameLength, valueFrom, valueLength);
        }
    }

    /** A part of the request line or of the status line has been received; its bytes are in the block. */
    public final void receivedPseudo(HeaderName name, int valueFrom, int valueLength) {
        if (seen(name.id())) {
            toJoin++;
        }
        see(name.id());
        insert(pseudoCount(), NOT_IN_BLOCK, name.id() << ID_SHIFT | name.length(), valueFrom, valueLength);
    }

    /** How many fields have been received, not counting pseudo fields of the first line and those that will be joined. */
    public final int receivedCount() {
        int pseudo = pseudoCount();
        return count - toJoin - pseudo + (seen(HeaderNames.AUTHORITY.id()) ? 1 : 0);
    }

    /** The head is complete: fields that Envoy joins become one. */
    public final void completed() {
        for (int i = 0; toJoin > 0 && i < count; i++) {
            int id = idAt(i);
            if (id == HeaderName.UNKNOWN || !joins(HeaderNames.byId(id))) {
                continue;
            }
            for (int j = i + 1; j < count; j++) {
                if (idAt(j) == id) {
                    joinTo(i, block, valueFrom(j), valueLength(j));
                    removeAt(j--);
                    toJoin--;
                }
            }
        }
        toJoin = 0;
    }

    /** Keeps how the names were spelled, for a codec that is to send them so. */
    public final void spelling(@Nullable Spelling names) {
        spelling = names;
    }

    // ---- for codecs that write a head

    /** How the names were spelled when they were received, if that was kept. */
    public final @Nullable Spelling spelling() {
        return spelling;
    }

    /** The block; only to be read, and only before the next change. */
    public final byte[] bytes() {
        return block;
    }

    /** The number of the name of that field; {@link HeaderName#UNKNOWN} for one that is in the block. */
    public final int idAt(int at) {
        return index[at * STRIDE + 1] >>> ID_SHIFT;
    }

    /** Where the name of that field begins in the block, or -1 where it has to be taken from {@link HeaderNames}. */
    public final int nameFrom(int at) {
        return index[at * STRIDE];
    }

    public final int nameLength(int at) {
        return index[at * STRIDE + 1] & NAME_LENGTH_MASK;
    }

    public final int valueFrom(int at) {
        return index[at * STRIDE + 2];
    }

    public final int valueLength(int at) {
        return index[at * STRIDE + 3];
    }

    /** The place of the first field that is not a pseudo field. */
    public final int pseudoCount() {
        int at = 0;
        while (at < count
                && idAt(at) != HeaderName.UNKNOWN
                && HeaderNames.byId(idAt(at)).pseudo()) {
            at++;
        }
        return at;
    }

    // ---- for Head

    /** Starts a line {@code name: value} at the end of the block; answers where the value goes. */
    final int line(HeaderName name, int valueLength) {
        int nameLength = name.length();
        byte[] target = room(nameLength + valueLength + 4);
        name.copyTo(target, used);
        int at = used + nameLength;
        target[at++] = ':';
        target[at++] = ' ';
        used = at + valueLength;
        target[used++] = '\r';
        target[used++] = '\n';
        return at;
    }

    /** Enters the line just written as one more field; a pseudo field goes to the others of its kind. */
    final void enter(HeaderName name, int valueFrom, int valueLength) {
        if (name.id() != HeaderName.UNKNOWN) {
            see(name.id());
        }
        insert(name.pseudo() ? pseudoCount() : count, nameOfLine(name, valueFrom), coded(name), valueFrom, valueLength);
    }

    /** Enters the line just written instead of the first field of that name, and removes the others. */
    final void replace(HeaderName name, int valueFrom, int valueLength) {
        int at = find(name, 0);
        if (at < 0) {
            enter(name, valueFrom, valueLength);
            return;
        }
        point(at, nameOfLine(name, valueFrom), coded(name), valueFrom, valueLength);
        for (int more = find(name, at + 1); more >= 0; more = find(name, more)) {
            removeAt(more);
        }
    }

    /** Adds to the value of that field, after a comma unless one of the two is empty. */
    final void joinTo(int at, byte[] more, int from, int length) {
        int before = valueLength(at);
        if (length == 0) {
            return;
        }
        int comma = before == 0 ? 0 : 1;
        int id = idAt(at);
        int nameLength = nameLength(at);
        room(nameLength + before + comma + length + 4);
        int nameFrom = used;
        if (nameFrom(at) == NOT_IN_BLOCK) {
            HeaderNames.byId(id).copyTo(block, used);
        } else {
            System.arraycopy(block, nameFrom(at), block, used, nameLength);
        }
        int to = used + nameLength;
        block[to++] = ':';
        block[to++] = ' ';
        int valueFrom = to;
        System.arraycopy(block, valueFrom(at), block, to, before);
        to += before;
        if (comma == 1) {
            block[to++] = ',';
        }
        System.arraycopy(more, from, block, to, length);
        to += length;
        block[to++] = '\r';
        block[to++] = '\n';
        used = to;
        point(at, nameFrom, id << ID_SHIFT | nameLength, valueFrom, before + comma + length);
    }

    /** The place of the first field of that name at or after {@code from}, or -1. */
    public final int find(HeaderName name, int from) {
        live();
        int id = name.id();
        if (id == HeaderName.UNKNOWN) {
            for (int i = from; i < count; i++) {
                if (idAt(i) == HeaderName.UNKNOWN && name.matches(block, nameFrom(i), nameLength(i))) {
                    return i;
                }
            }
            return -1;
        }
        if (!seen(id)) {
            return -1;
        }
        for (int i = from; i < count; i++) {
            if (idAt(i) == id) {
                return i;
            }
        }
        return -1;
    }

    /** Removes the field at that place. */
    public final void removeAt(int at) {
        live();
        System.arraycopy(index, (at + 1) * STRIDE, index, at * STRIDE, (count - at - 1) * STRIDE);
        count--;
    }

    final void copyFrom(FieldBlock other) {
        other.live();
        System.arraycopy(other.block, 0, room(other.used), 0, other.used);
        used = other.used;
        if (index.length < other.count * STRIDE) {
            index = new int[other.index.length];
        }
        System.arraycopy(other.index, 0, index, 0, other.count * STRIDE);
        count = other.count;
        seenLow = other.seenLow;
        seenHigh = other.seenHigh;
        spelling = other.spelling;
    }

    final boolean released() {
        return released;
    }

    final void giveBack() {
        if (!released) {
            released = true;
            pool.giveBack(block, index);
            block = NO_BLOCK;
            index = NO_INDEX;
            count = 0;
        }
    }

    final void live() {
        if (released) {
            throw new IllegalStateException("the stream of this head has ended");
        }
    }

    final void forget(int id) {
        if (id < LONG_BITS) {
            seenLow &= ~(1L << id);
        } else {
            seenHigh &= ~(1L << id);
        }
    }

    private boolean seen(int id) {
        return ((id < LONG_BITS ? seenLow : seenHigh) >>> id & 1) != 0;
    }

    private void see(int id) {
        if (id < LONG_BITS) {
            seenLow |= 1L << id;
        } else {
            seenHigh |= 1L << id;
        }
    }

    private boolean joins(HeaderName name) {
        return switch (kind) {
            case REQUEST -> name.joinsInRequests();
            case RESPONSE -> name.joinsInResponses();
            case REQUEST_TRAILERS -> false;
            case RESPONSE_TRAILERS -> name.joinsInResponseTrailers();
        };
    }

    /** Where the name of a line stands whose value begins there. */
    private static int nameOfLine(HeaderName name, int valueFrom) {
        return valueFrom - 2 - name.length();
    }

    private static int coded(HeaderName name) {
        return name.id() << ID_SHIFT | name.length();
    }

    private void insert(int at, int nameFrom, int codedName, int valueFrom, int valueLength) {
        live();
        if ((count + 1) * STRIDE > index.length) {
            index = Arrays.copyOf(index, index.length * 2);
        }
        if (at < count) {
            System.arraycopy(index, at * STRIDE, index, (at + 1) * STRIDE, (count - at) * STRIDE);
        }
        count++;
        point(at, nameFrom, codedName, valueFrom, valueLength);
    }

    private void point(int at, int nameFrom, int codedName, int valueFrom, int valueLength) {
        int i = at * STRIDE;
        index[i] = nameFrom;
        index[i + 1] = codedName;
        index[i + 2] = valueFrom;
        index[i + 3] = valueLength;
    }
}
