package io.nuncio.control.load;

import java.nio.file.Path;
import java.util.Locale;

/** How a configuration is written down. */
public enum Format {
    /** YAML 1.2, its scalars read as Envoy's YAML reader does. */
    YAML,
    /** JSON; also quoted numbers, single quotes, bare keys and trailing commas, as Envoy takes them. */
    JSON,
    /** Protobuf's text format. */
    PROTO_TEXT,
    /** Protobuf's wire format. */
    PROTO_BINARY;

    /** By the file's extension in any case; what is neither YAML nor protobuf is taken for JSON, as Envoy does. */
    public static Format of(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            return YAML;
        }
        if (name.endsWith(".pb_text")) {
            return PROTO_TEXT;
        }
        return name.endsWith(".pb") ? PROTO_BINARY : JSON;
    }
}
