package io.nuncio.kernel.stats;

import java.util.Objects;

/** A name and a value that a statistic's dotted name held. */
public record Tag(String name, String value) {
    public Tag {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(value, "value");
    }
}
