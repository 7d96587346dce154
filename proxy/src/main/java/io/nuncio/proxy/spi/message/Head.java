package io.nuncio.proxy.spi.message;

import io.nuncio.filter.inline.MutableHeaders;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.http.HeaderView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one message head, or of trailers: one block of bytes and an index of the names and values in it.
 *
 * <p>Nothing becomes a {@link String} before it is asked for. A change writes the new line at the end of the block and
 * points the index there; what is unchanged stays where it was received and goes out as it is. Names are in lower case.
 * The request line and the status line are the pseudo fields of HTTP/2, which come first.
 *
 * <p>Strings hold one character a byte (ISO 8859-1).
 *
 * <p>Confined to the dispatcher of its stream. {@link #release} returns the arrays to the pool when the stream has ended
 * and all logs are written; from then on every method throws {@link IllegalStateException}.
 */
public final class Head extends FieldBlock implements MutableHeaders, HeaderView {

    /** What the fields belong to. */
    public enum Kind {
        REQUEST,
        RESPONSE,
        REQUEST_TRAILERS,
        RESPONSE_TRAILERS
    }

    Head(Kind kind, HeadPool pool, byte[] block, int[] index) {
        super(kind, pool, block, index);
    }

    public Kind kind() {
        return kind;
    }

    // ---- reading

    @Override
    public boolean has(HeaderName name) {
        return find(name, 0) >= 0;
    }

    @Override
    public @Nullable String first(HeaderName name) {
        int at = find(name, 0);
        return at < 0 ? null : valueAt(at);
    }

    @Override
    public List<String> all(HeaderName name) {
        int at = find(name, 0);
        if (at < 0) {
            return List.of();
        }
        List<String> values = new ArrayList<>(2);
        for (; at >= 0; at = find(name, at + 1)) {
            values.add(valueAt(at));
        }
        return values;
    }

    @Override
    public boolean valueEquals(HeaderName name, String value) {
        int at = find(name, 0);
        return at >= 0 && Bytes8.equals(block, valueFrom(at), valueLength(at), value);
    }

    /** As {@link #valueEquals}, but for the case of ASCII letters. */
    public boolean valueEqualsIgnoreCase(HeaderName name, String value) {
        int at = find(name, 0);
        return at >= 0 && Bytes8.equalsIgnoreCase(block, valueFrom(at), valueLength(at), value);
    }

    /** Whether {@code token} is an element of the comma-separated values of that name; case does not matter. */
    public boolean hasToken(HeaderName name, String token) {
        for (int at = find(name, 0); at >= 0; at = find(name, at + 1)) {
            int end = valueFrom(at) + valueLength(at);
            int from = valueFrom(at);
            while (from < end) {
                int comma = from;
                while (comma < end && block[comma] != ',') {
                    comma++;
                }
                int first = skipBlanks(from, comma);
                int last = comma;
                while (last > first && blank(block[last - 1])) {
                    last--;
                }
                if (Bytes8.equalsIgnoreCase(block, first, last - first, token)) {
                    return true;
                }
                from = comma + 1;
            }
        }
        return false;
    }

    private int skipBlanks(int from, int end) {
        int at = from;
        while (at < end && blank(block[at])) {
            at++;
        }
        return at;
    }

    private static boolean blank(byte b) {
        return b == ' ' || b == '\t';
    }

    /**
     * The value as a number.
     *
     * @return -1 if there is no such field; -2 if it is not made of decimal digits or exceeds {@link Long#MAX_VALUE}
     */
    public long number(HeaderName name) {
        int at = find(name, 0);
        return at < 0 ? -1 : Decimal.parse(block, valueFrom(at), valueLength(at));
    }

    @Override
    public int size() {
        live();
        return count;
    }

    /** The sum of the lengths of all names and values: what Envoy reports as the size of headers. */
    public int byteSize() {
        int sum = 0;
        for (int i = 0; i < size(); i++) {
            sum += nameLength(i) + valueLength(i);
        }
        return sum;
    }

    /** The name of the field at that place. */
    public String nameAt(int at) {
        int id = idAt(at);
        return id == HeaderName.UNKNOWN
                ? Bytes8.text(block, nameFrom(at), nameLength(at))
                : HeaderNames.byId(id).toString();
    }

    /** The value of the field at that place. */
    public String valueAt(int at) {
        return Bytes8.text(block, valueFrom(at), valueLength(at));
    }

    // ---- changing

    /** Leaves exactly one field of that name, at the place of the first or else at the end. */
    public void set(HeaderName name, String value) {
        Bytes8.check(value);
        int length = Bytes8.length(value);
        int from = line(name, length);
        Bytes8.put(value, block, from);
        replace(name, from, length);
    }

    /** As {@link #set(HeaderName, String)}, with bytes that the caller knows to be fit for a value. */
    public void set(HeaderName name, byte[] value) {
        int from = line(name, value.length);
        System.arraycopy(value, 0, block, from, value.length);
        replace(name, from, value.length);
    }

    /** As {@link #set(HeaderName, String)}, with a number that is not negative. */
    public void set(HeaderName name, long value) {
        int length = Decimal.length(value);
        int from = line(name, length);
        Decimal.put(value, block, from, length);
        replace(name, from, length);
    }

    /** One more field at the end. */
    public void add(HeaderName name, String value) {
        Bytes8.check(value);
        int length = Bytes8.length(value);
        int from = line(name, length);
        Bytes8.put(value, block, from);
        enter(name, from, length);
    }

    /** As {@link #add(HeaderName, String)}, with bytes that the caller knows to be fit for a value. */
    public void add(HeaderName name, byte[] value) {
        int from = line(name, value.length);
        System.arraycopy(value, 0, block, from, value.length);
        enter(name, from, value.length);
    }

    /** Adds to the value of the first field of that name, after a comma; or adds the field. */
    public void append(HeaderName name, String value) {
        int at = find(name, 0);
        if (at < 0) {
            add(name, value);
        } else if (!value.isEmpty()) {
            Bytes8.check(value);
            byte[] more = new byte[Bytes8.length(value)];
            Bytes8.put(value, more, 0);
            joinTo(at, more, 0, more.length);
        }
    }

    /** Removes all fields of that name; answers how many there were. */
    public int remove(HeaderName name) {
        int removed = 0;
        for (int at = find(name, 0); at >= 0; at = find(name, at)) {
            removeAt(at);
            removed++;
        }
        if (name.id() != HeaderName.UNKNOWN) {
            forget(name.id());
        }
        return removed;
    }

    /** A head of its own with the same fields. */
    public Head copy() {
        Head copy = pool.take(kind);
        copy.copyFrom(this);
        return copy;
    }

    /** The stream has ended and its logs are written: the arrays may serve another. A second call does nothing. */
    public void release() {
        giveBack();
    }

    // ---- the side of filters: names as strings

    @Override
    public @Nullable String get(String name) {
        return first(HeaderName.of(name));
    }

    @Override
    public List<String> all(String name) {
        return all(HeaderName.of(name));
    }

    @Override
    public void set(String name, String value) {
        set(checked(name), value);
    }

    @Override
    public void add(String name, String value) {
        add(checked(name), value);
    }

    @Override
    public int remove(String name) {
        return remove(HeaderName.of(name));
    }

    @Override
    public boolean has(String name) {
        return has(HeaderName.of(name));
    }

    @Override
    public void forEach(BiConsumer<String, String> each) {
        for (int i = 0; i < size(); i++) {
            each.accept(nameAt(i), valueAt(i));
        }
    }

    /** One field a line, for messages to people. */
    @Override
    public String toString() {
        if (released()) {
            return kind.name().toLowerCase(Locale.ROOT) + " (released)";
        }
        StringBuilder text = new StringBuilder();
        forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
        return text.toString();
    }

    private static HeaderName checked(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a field without a name");
        }
        Bytes8.check(name);
        return HeaderName.of(name);
    }
}
