package io.nuncio.server.main;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableList;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.apache.logging.log4j.core.LogEvent;
import org.jspecify.annotations.Nullable;

/**
 * A log line's layout in the syntax of {@code --log-format}: spdlog's flags, and Envoy's {@code %_} (line ends escaped)
 * and {@code %j} (escaped for JSON). Colours ({@code %^}, {@code %$}) are left out; an unknown flag prints as it stands.
 * Thread-confined to the log's own thread.
 */
final class LogPattern {

    private static final Map<Character, DateTimeFormatter> TIMES = Map.ofEntries(
            time('a', "EEE"),
            time('A', "EEEE"),
            time('b', "MMM"),
            time('h', "MMM"),
            time('B', "MMMM"),
            time('c', "EEE MMM ppd HH:mm:ss yyyy"),
            time('C', "yy"),
            time('Y', "yyyy"),
            time('D', "MM/dd/yy"),
            time('x', "MM/dd/yy"),
            time('m', "MM"),
            time('d', "dd"),
            time('H', "HH"),
            time('I', "hh"),
            time('M', "mm"),
            time('S', "ss"),
            time('e', "SSS"),
            time('f', "SSSSSS"),
            time('F', "nnnnnnnnn"),
            time('p', "a"),
            time('r', "hh:mm:ss a"),
            time('R', "HH:mm"),
            time('T', "HH:mm:ss"),
            time('X', "HH:mm:ss"),
            time('z', "xxx"));

    /** The marker of an error that ends the program; SLF4J has no level for it. */
    static final String CRITICAL = "critical";

    private static final String LOCATION_FLAGS = "@sg#!";

    /** Writes one part of a line. */
    private interface Part {
        void append(StringBuilder out, LogEvent event, ZonedDateTime at);
    }

    private final ImmutableList<Part> parts;
    private final ZoneId zone;
    private final boolean escaped;
    private final boolean wantsLocation;

    /**
     * Reads a pattern.
     *
     * @param zone of the times
     * @param escaped whether {@code %v} is written with line ends escaped ({@code --log-format-escaped})
     */
    LogPattern(String pattern, ZoneId zone, boolean escaped) {
        this.zone = zone;
        this.escaped = escaped;
        ImmutableList.Builder<Part> found = ImmutableList.builder();
        boolean location = false;
        int i = 0;
        while (i < pattern.length()) {
            int percent = pattern.indexOf('%', i);
            if (percent != i) {
                String text = pattern.substring(i, percent < 0 ? pattern.length() : percent);
                found.add((out, event, at) -> out.append(text));
                i += text.length();
                continue;
            }
            Padding padding = Padding.read(pattern, percent + 1);
            if (padding.end() >= pattern.length()) {
                break;
            }
            char flag = pattern.charAt(padding.end());
            location |= LOCATION_FLAGS.indexOf(flag) >= 0;
            found.add(padding.around(part(flag)));
            i = padding.end() + 1;
        }
        parts = found.build();
        wantsLocation = location;
    }

    /** Whether a line names the place in the source it came from, which costs a walk of the stack. */
    boolean wantsLocation() {
        return wantsLocation;
    }

    /** The line of an event, with its exception, ended by a line feed. */
    String format(LogEvent event) {
        StringBuilder out = new StringBuilder();
        ZonedDateTime at = Instant.ofEpochSecond(
                        event.getInstant().getEpochSecond(), event.getInstant().getNanoOfSecond())
                .atZone(zone);
        for (Part part : parts) {
            part.append(out, event, at);
        }
        out.append('\n');
        Throwable thrown = event.getThrown();
        if (thrown != null) {
            out.append(Throwables.getStackTraceAsString(thrown));
        }
        return out.toString();
    }

    private Part part(char flag) {
        DateTimeFormatter time = TIMES.get(flag);
        if (time != null) {
            return (out, event, at) -> time.formatTo(at, out);
        }
        return switch (flag) {
            case 'v' -> (out, event, at) -> message(out, event, escaped);
            case '_' -> (out, event, at) -> message(out, event, true);
            case 'j' -> (out, event, at) -> json(out, event.getMessage().getFormattedMessage());
            case 't' -> (out, event, at) -> out.append(event.getThreadName());
            case 'P' -> (out, event, at) -> out.append(ProcessHandle.current().pid());
            case 'n' -> (out, event, at) -> out.append(Components.of(event.getLoggerName()));
            case 'l' -> (out, event, at) -> out.append(level(event));
            case 'L' ->
                (out, event, at) ->
                        out.append(Character.toUpperCase(level(event).charAt(0)));
            case '%' -> (out, event, at) -> out.append('%');
            case '^', '$' -> (out, event, at) -> {};
            case '@', 's', 'g', '#', '!' -> (out, event, at) -> location(out, flag, event.getSource());
            case 'E' -> (out, event, at) -> out.append(event.getInstant().getEpochSecond());
            default -> (out, event, at) -> out.append('%').append(flag);
        };
    }

    private static String level(LogEvent event) {
        return event.getMarker() != null && event.getMarker().getName().equals(CRITICAL)
                ? CRITICAL
                : LogLevels.name(event.getLevel());
    }

    private static void message(StringBuilder out, LogEvent event, boolean escape) {
        String text = event.getMessage().getFormattedMessage();
        if (escape) {
            text = text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t");
        }
        out.append(text);
    }

    private static void json(StringBuilder out, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ') {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
    }

    private static void location(StringBuilder out, char flag, @Nullable StackTraceElement source) {
        if (source == null) {
            return;
        }
        String file = source.getFileName() == null ? source.getClassName() : source.getFileName();
        switch (flag) {
            case '@' -> out.append(file).append(':').append(source.getLineNumber());
            case 's' -> out.append(file);
            case 'g' -> {
                String type = source.getClassName();
                out.append(type, 0, type.lastIndexOf('.') + 1).append(file);
                int from = out.length() - file.length() - type.lastIndexOf('.') - 1;
                for (int i = from; i < out.length() - file.length(); i++) {
                    if (out.charAt(i) == '.') {
                        out.setCharAt(i, '/');
                    }
                }
            }
            case '#' -> out.append(source.getLineNumber());
            default -> out.append(source.getMethodName());
        }
    }

    private static Map.Entry<Character, DateTimeFormatter> time(char flag, String pattern) {
        return Map.entry(flag, DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH));
    }

    /** The width of a flag, {@code %8l}, {@code %-8l}, {@code %=8l}, cut to it with {@code %3!l}. */
    private record Padding(char side, int width, boolean cut, int end) {

        static Padding read(String pattern, int from) {
            int i = from;
            char side = ' ';
            if (i < pattern.length() && (pattern.charAt(i) == '-' || pattern.charAt(i) == '=')) {
                side = pattern.charAt(i++);
            }
            int width = 0;
            while (i < pattern.length() && Character.isDigit(pattern.charAt(i)) && width < 64) {
                width = width * 10 + pattern.charAt(i++) - '0';
            }
            boolean cut = width > 0 && i < pattern.length() && pattern.charAt(i) == '!';
            return new Padding(side, Math.min(width, 64), cut, cut ? i + 1 : i);
        }

        Part around(Part part) {
            if (width == 0) {
                return part;
            }
            return (out, event, at) -> {
                int start = out.length();
                part.append(out, event, at);
                int missing = width - (out.length() - start);
                if (missing < 0 && cut) {
                    out.setLength(start + width);
                }
                if (missing > 0) {
                    int before = side == '-' ? 0 : side == '=' ? missing / 2 : missing;
                    out.insert(start, " ".repeat(before)).append(" ".repeat(missing - before));
                }
            };
        }
    }
}
