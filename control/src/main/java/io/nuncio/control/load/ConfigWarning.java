package io.nuncio.control.load;

import com.google.errorprone.annotations.Immutable;

/**
 * What was accepted although somebody should look at it.
 *
 * @param kind for counting
 * @param resource as in {@link ConfigError}
 * @param path as in {@link ConfigError}
 * @param text what was found there
 */
@Immutable
public record ConfigWarning(Kind kind, String resource, String path, String text) {
    /** What a warning is about; the proxy counts the first two by kind. */
    public enum Kind {
        /** A deprecated field or enum value is in use. */
        DEPRECATED,
        /** A field or an enum value that this version does not know; only where unknown fields are allowed. */
        UNKNOWN_FIELD,
        /** A key stands twice in one mapping; the later one counts. */
        DUPLICATE_KEY
    }

    /** {@code resource: path: text}, as it is logged. */
    @Override
    public String toString() {
        return path.isEmpty() ? resource + ": " + text : resource + ": " + path + ": " + text;
    }
}
