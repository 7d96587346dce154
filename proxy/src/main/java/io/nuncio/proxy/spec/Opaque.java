package io.nuncio.proxy.spec;

import com.google.errorprone.annotations.Immutable;

/**
 * Holds what an extension made of its own configuration, inside our immutable specs.
 *
 * <p>The one place where a spec holds something the build cannot prove immutable: the holder's contract with the
 * extension is that the value is safe to be read by any thread for as long as the spec lives.
 */
@Immutable
public final class Opaque {

    @SuppressWarnings("Immutable") // an extension's own object; see the contract above
    private final Object value;

    private Opaque(Object value) {
        this.value = value;
    }

    /** Holds {@code value}, which must be safe to read on any thread. */
    public static Opaque of(Object value) {
        return new Opaque(value);
    }

    /**
     * The value held.
     *
     * @throws ClassCastException if it is no {@code type}: the spec was assembled wrongly
     */
    public <T> T as(Class<T> type) {
        return type.cast(value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
