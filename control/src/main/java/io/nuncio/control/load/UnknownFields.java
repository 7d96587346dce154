package io.nuncio.control.load;

/** What to do about a field or enum value that this version does not know. An unknown {@code @type} is always refused. */
public enum UnknownFields {
    /** An error with its path: the default for static configuration ({@code --allow-unknown-static-fields} lifts it). */
    REFUSE,
    /** Skipped, with a warning: the default for dynamic configuration ({@code --reject-unknown-dynamic-fields} lifts it). */
    WARN,
    /** Skipped in silence: {@code --ignore-unknown-dynamic-fields}. */
    IGNORE
}
