package io.nuncio.proxy.spi.format;

import io.nuncio.proxy.spec.format.FormatException;
import io.nuncio.proxy.spec.format.FormatText.Command;
import org.jspecify.annotations.Nullable;

/** The few shapes that writers have. */
final class Writers {

    private Writers() {}

    /** Makes the writer of one command. */
    @FunctionalInterface
    interface Maker {
        Writer make(Command command) throws FormatException;
    }

    /** A command that takes neither an argument nor a length. */
    static Maker plain(Writer writer) {
        return command -> {
            if (command.argument().isPresent() || command.lengthMax().isPresent()) {
                throw new FormatException(command.name() + " does not take any parameters or length");
            }
            return writer;
        };
    }

    /** A command that cannot do without an argument. */
    static String required(Command command) throws FormatException {
        String argument = command.argument().orElse("");
        if (argument.isEmpty()) {
            throw new FormatException(command.name() + " requires parameters");
        }
        return argument;
    }

    /** A value that this version never has, such as those of TLS on a plain connection. */
    static final Writer ABSENT = (input, sink) -> false;

    /** A number that is always there. */
    @FunctionalInterface
    interface NumberOf {
        long of(FormatInput input);
    }

    static Writer number(NumberOf number) {
        return new Decimal(number, Long.MIN_VALUE);
    }

    /** A number, or {@code none} where there is none. */
    static Writer number(NumberOf number, long none) {
        return new Decimal(number, none);
    }

    private record Decimal(NumberOf number, long none) implements Writer {
        @Override
        public boolean write(FormatInput input, TextSink sink) {
            long value = number.of(input);
            if (value == none) {
                return false;
            }
            sink.number(value);
            return true;
        }

        @Override
        public Kind kind() {
            return Kind.NUMBER;
        }
    }

    /** A text, or nothing where it is null or empty. */
    @FunctionalInterface
    interface TextOf {
        @Nullable
        String of(FormatInput input);
    }

    static Writer text(TextOf text) {
        return (input, sink) -> {
            String value = text.of(input);
            if (value == null || value.isEmpty()) {
                return false;
            }
            sink.text(value);
            return true;
        };
    }

    /** The value of a field, or nothing where it is null or empty. */
    static Writer field(TextOf text) {
        return (input, sink) -> {
            String value = text.of(input);
            if (value == null || value.isEmpty()) {
                return false;
            }
            sink.field(value);
            return true;
        };
    }

    /** A text that may be empty and is never missing. */
    static Writer textAlways(TextOf text) {
        return (input, sink) -> {
            String value = text.of(input);
            sink.text(value == null ? "" : value);
            return true;
        };
    }

    /** A value with {@code -} in JSON too where it is missing. */
    record Dashed(Writer writer) implements Writer {
        @Override
        public boolean write(FormatInput input, TextSink sink) {
            return writer.write(input, sink);
        }

        @Override
        public boolean dashInJson() {
            return true;
        }
    }
}
