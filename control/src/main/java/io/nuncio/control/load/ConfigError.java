package io.nuncio.control.load;

import com.google.errorprone.annotations.Immutable;

/**
 * Why a configuration is refused.
 *
 * @param resource the file, the option or the xDS resource it was read from
 * @param path the full path of the field, from the top message through every {@code Any}, such as
 *     {@code static_resources.listeners[0].filter_chains[0]}; empty for the whole document
 * @param reason what is wrong there, and what was expected
 */
@Immutable
public record ConfigError(String resource, String path, String reason) {
    /** {@code resource: path: reason}, as it is logged. */
    @Override
    public String toString() {
        return path.isEmpty() ? resource + ": " + reason : resource + ": " + path + ": " + reason;
    }
}
