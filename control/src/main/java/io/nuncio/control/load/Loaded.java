package io.nuncio.control.load;

import com.google.protobuf.Message;
import java.util.List;

/**
 * What became of a piece of configuration: a message that fulfils every rule of its descriptors, or all the reasons why
 * there is none.
 *
 * @param <M> the message
 */
public sealed interface Loaded<M extends Message> {
    /** What was accepted but should be looked at; also beside errors. */
    List<ConfigWarning> warnings();

    /** Empty when there is a message. */
    List<ConfigError> errors();

    /**
     * Accepted.
     *
     * @param message every {@code TypedStruct} of a known type in it is replaced by the message it stands for
     * @param received the message before that, for dumps
     */
    record Accepted<M extends Message>(M message, M received, List<ConfigWarning> warnings) implements Loaded<M> {
        public Accepted {
            warnings = List.copyOf(warnings);
        }

        @Override
        public List<ConfigError> errors() {
            return List.of();
        }
    }

    /**
     * Refused.
     *
     * @param readable whether there is a message, which only doesn't fulfil the rules of its descriptors: Envoy counts
     *     such an update as rejected and any other as failed
     * @param errors never empty
     */
    record Refused<M extends Message>(boolean readable, List<ConfigError> errors, List<ConfigWarning> warnings)
            implements Loaded<M> {
        public Refused {
            errors = List.copyOf(errors);
            warnings = List.copyOf(warnings);
            if (errors.isEmpty()) {
                throw new IllegalArgumentException("refused without a reason");
            }
        }
    }
}
