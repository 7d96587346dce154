package io.nuncio.control.load;

import io.nuncio.control.load.ConfigWarning.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Errors and warnings of one piece of configuration, each with the path at which it was found. Used by one thread. */
final class Problems {
    private final String resource;
    private final UnknownFields unknownFields;
    private final List<ConfigError> errors = new ArrayList<>();
    private final List<ConfigWarning> warnings = new ArrayList<>();
    private final Set<String> broken = new HashSet<>();

    /** Where the reader is now. */
    final FieldPath path = new FieldPath();

    Problems(String resource, UnknownFields unknownFields) {
        this.resource = resource;
        this.unknownFields = unknownFields;
    }

    void error(String reason) {
        errors.add(new ConfigError(resource, path.toString(), reason));
    }

    /** An error at a place in a text; line 0 stands for a message that never was a text. */
    void error(String reason, int line) {
        error(line == 0 ? reason : reason + " (line " + line + ")");
    }

    void warn(Kind kind, String text) {
        warnings.add(new ConfigWarning(kind, resource, path.toString(), text));
    }

    /** A field or value that this version does not know: an error, a warning or nothing. */
    void unknown(String what, int line) {
        if (unknownFields == UnknownFields.REFUSE) {
            error(what, line);
        } else if (unknownFields == UnknownFields.WARN) {
            warn(Kind.UNKNOWN_FIELD, line == 0 ? what : what + " (line " + line + ")");
        }
    }

    boolean any() {
        return !errors.isEmpty();
    }

    /** Takes over what was found in another text that is merged over this one. */
    void addAll(Problems other) {
        errors.addAll(other.errors);
        warnings.addAll(other.warnings);
    }

    /** From here on {@link #isBroken} knows the places of the errors so far. */
    void markBroken() {
        errors.forEach(e -> broken.add(e.path()));
    }

    /**
     * Whether the field at the current path, or something in it, could not be read: to complain that it is missing would
     * be to complain twice.
     */
    boolean isBroken(String field) {
        if (broken.isEmpty()) {
            return false;
        }
        path.field(field);
        String here = path.toString();
        path.pop();
        return broken.stream()
                .anyMatch(b -> b.startsWith(here)
                        && (b.length() == here.length() || ".[".indexOf(b.charAt(here.length())) >= 0));
    }

    /** Whether nothing at all could be read. */
    boolean isNothingRead() {
        return broken.contains("");
    }

    String resource() {
        return resource;
    }

    List<ConfigError> errors() {
        return errors;
    }

    List<ConfigWarning> warnings() {
        return warnings;
    }
}
