package io.nuncio.filter.inline;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a head or of trailers, to be read and changed during the callback that lends them, and until the filter
 * lets them go on.
 *
 * <p>Names are compared without regard to case. Pseudo fields ({@code :method}, {@code :path}, {@code :authority},
 * {@code :scheme}, {@code :status}) are fields like others, whatever the protocol on the wire.
 */
public interface MutableHeaders {

    /** The value of the first field of that name, or null. */
    @Nullable
    String get(String name);

    /** The values of all fields of that name, in their order. */
    List<String> all(String name);

    /** Leaves exactly one field of that name. */
    void set(String name, String value);

    /** One more field at the end. */
    void add(String name, String value);

    /** Removes all fields of that name; answers how many there were. */
    int remove(String name);

    /** Whether there is a field of that name. */
    boolean has(String name);

    /** How many fields there are, pseudo fields included. */
    int size();

    /** Each field in its order; the callback must not change the fields. */
    void forEach(BiConsumer<String, String> each);
}
