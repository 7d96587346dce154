package io.nuncio.proxy.spec.route;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.Opaque;
import io.nuncio.proxy.spec.http.HeaderName;
import java.util.Optional;

/**
 * Changes of header fields at one level of a table. The removals come first; then the fields that overwrite, then those
 * that are added, each in their order. All values are written before the first of them is put in.
 *
 * @param removals which fields go
 * @param additions which fields are set
 */
@Immutable
public record HeaderMutationsSpec(ImmutableList<HeaderName> removals, ImmutableList<Addition> additions) {

    /** No change. */
    public static final HeaderMutationsSpec NONE = new HeaderMutationsSpec(ImmutableList.of(), ImmutableList.of());

    /** Whether it changes nothing. */
    public boolean isEmpty() {
        return removals.isEmpty() && additions.isEmpty();
    }

    /** What becomes of fields that are there already. */
    public enum Append {
        /** They stay, and the new one is added. */
        APPEND_IF_EXISTS_OR_ADD,
        /** They stay, and the new one is dropped. */
        ADD_IF_ABSENT,
        /** The new one takes their place. */
        OVERWRITE_IF_EXISTS_OR_ADD,
        /** The new one takes their place; without them it is dropped. */
        OVERWRITE_IF_EXISTS
    }

    /**
     * One field.
     *
     * @param name of the field
     * @param text the value as configured; where {@code format} is empty, the value itself
     * @param format the compiled {@code proxy.spi.format.Format} that writes the value, if it has commands
     * @param append what becomes of fields that are there
     * @param keepEmpty whether the field is set although its value is empty
     */
    @Immutable
    public record Addition(HeaderName name, String text, Optional<Opaque> format, Append append, boolean keepEmpty) {}
}
