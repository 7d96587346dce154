package io.nuncio.proxy.spec.format;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.Immutable;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Optional;

/**
 * A format string, cut into its parts: Envoy's {@code %COMMAND(argument):length%} between literals; {@code %%} is a
 * percent sign.
 *
 * @param parts in their order; two literals never stand beside each other
 */
@Immutable
public record FormatText(ImmutableList<Part> parts) {

    private static final Pattern COMMAND = Pattern.compile("%([A-Z0-9_]+)(?:\\(([^)]*)\\))?(?::([0-9]+))?%");
    /** The longest length that can be asked for, in digits: it has to fit an int. */
    private static final int LENGTH_DIGITS_MAX = 9;

    /** A piece of a format string. */
    @Immutable
    public sealed interface Part {}

    /** Text that stands for itself. */
    public record Literal(String text) implements Part {}

    /**
     * A command.
     *
     * @param name in capitals, {@code REQ}
     * @param argument what stands in parentheses; empty where there are none
     * @param lengthMax how many bytes of its value are printed; empty for all
     */
    public record Command(String name, Optional<String> argument, Optional<Integer> lengthMax) implements Part {}

    /** Cuts {@code format}. */
    public static FormatText parse(String format) throws FormatException {
        ImmutableList.Builder<Part> parts = ImmutableList.builder();
        StringBuilder literal = new StringBuilder();
        Matcher matcher = COMMAND.matcher(format);
        int at = 0;
        while (at < format.length()) {
            char next = format.charAt(at);
            if (next != '%') {
                literal.append(next);
                at++;
            } else if (format.startsWith("%%", at)) {
                literal.append('%');
                at += 2;
            } else if (matcher.find(at) && matcher.start() == at) {
                if (literal.length() > 0) {
                    parts.add(new Literal(literal.toString()));
                    literal.setLength(0);
                }
                parts.add(command(matcher));
                at = matcher.end();
            } else {
                throw new FormatException(
                        "Incorrect configuration: " + format + ". Couldn't find valid command at position " + at);
            }
        }
        if (literal.length() > 0) {
            parts.add(new Literal(literal.toString()));
        }
        return new FormatText(parts.build());
    }

    private static Command command(Matcher matcher) throws FormatException {
        String length = matcher.group(3);
        if (length != null && length.length() > LENGTH_DIGITS_MAX) {
            throw new FormatException("Length must be an integer, given: " + length);
        }
        return new Command(
                matcher.group(1),
                Optional.ofNullable(matcher.group(2)),
                length == null ? Optional.empty() : Optional.of(Integer.parseInt(length)));
    }
}
