package io.nuncio.proxy.spec.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a look-up may read of a head: route matching, substitution formats, filters of access logs.
 *
 * <p>Confined to the worker of the stream. A {@link String} holds one character for each byte (ISO 8859-1), so that no
 * byte is lost; it is made when it is asked for.
 */
public interface HeaderView {

    /** Whether there is a field of that name. */
    boolean has(HeaderName name);

    /** The value of the first field of that name, or null. */
    @Nullable
    String first(HeaderName name);

    /** The values of all fields of that name, in their order. */
    List<String> all(HeaderName name);

    /** Whether the first field of that name has exactly that value. Costs no allocation. */
    boolean valueEquals(HeaderName name, String value);
}
