package io.nuncio.control.translate;

/**
 * One thing found wrong.
 *
 * @param path the full path of the field, {@code static_resources.listeners[0].filter_chains[1].name}; empty for the
 *     resource as a whole
 * @param reason one sentence without a full stop
 */
public record Problem(String path, String reason) {
    @Override
    public String toString() {
        return path.isEmpty() ? reason : path + ": " + reason;
    }
}
