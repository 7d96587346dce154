package io.nuncio.proxy.spi.format;

import com.google.common.collect.ImmutableList;
import io.nuncio.proxy.spec.format.FormatException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.time.temporal.IsoFields;
import java.util.Locale;

/**
 * Prints points in time, in UTC: strftime's letters, Envoy's {@code %f} and {@code %3f} for parts of a second, and
 * Abseil's {@code %E3S}, {@code %E*S}, {@code %Ez}, {@code %E4Y}. Immutable; used by all workers.
 */
final class TimeFormat {

    /** Envoy's default. */
    static final TimeFormat DEFAULT = new TimeFormat(ImmutableList.of(
            new Piece('Y', 0),
            new Piece("-"),
            new Piece('m', 0),
            new Piece("-"),
            new Piece('d', 0),
            new Piece("T"),
            new Piece('T', 0),
            new Piece("."),
            new Piece('f', 3),
            new Piece("Z")));

    private static final int NANOS_DIGITS = 9;
    private static final int MICROS_DIGITS = 6;
    private static final long NANOS_PER_MS = 1_000_000;
    private static final long MS_PER_SECOND = 1_000;
    private static final String KNOWN = "YmdHMSTDFRrcxXyCAaBbhpIujUVGZzesnklwft%";

    private final ImmutableList<Piece> pieces;

    private TimeFormat(ImmutableList<Piece> pieces) {
        this.pieces = pieces;
    }

    /** A literal, or a letter with the number of digits that stood before it (0 for none). */
    private record Piece(String literal, char letter, int digits) {
        Piece(String literal) {
            this(literal, '\0', 0);
        }

        Piece(char letter, int digits) {
            this("", letter, digits);
        }
    }

    /** Compiles a pattern; the empty one is {@link #DEFAULT}. */
    static TimeFormat compile(String pattern) throws FormatException {
        if (pattern.isEmpty()) {
            return DEFAULT;
        }
        ImmutableList.Builder<Piece> pieces = ImmutableList.builder();
        int at = 0;
        while (at < pattern.length()) {
            int percent = pattern.indexOf('%', at);
            if (percent < 0 || percent == pattern.length() - 1) {
                pieces.add(new Piece(pattern.substring(at)));
                break;
            }
            if (percent > at) {
                pieces.add(new Piece(pattern.substring(at, percent)));
            }
            at = piece(pattern, percent, pieces);
        }
        return new TimeFormat(pieces.build());
    }

    private static int piece(String pattern, int percent, ImmutableList.Builder<Piece> pieces) throws FormatException {
        int at = percent + 1;
        boolean extended = pattern.charAt(at) == 'E' && at + 1 < pattern.length();
        at += extended ? 1 : 0;
        int digits = 0;
        if (extended && pattern.charAt(at) == '*') {
            digits = MICROS_DIGITS;
            at++;
        } else if (Character.isDigit(pattern.charAt(at))) {
            digits = pattern.charAt(at) - '0';
            at++;
        }
        char letter = at < pattern.length() ? pattern.charAt(at) : '\0';
        if (letter == 'n') {
            throw new FormatException("Invalid header configuration. Format string contains newline.");
        }
        boolean known = extended ? "SzYfT".indexOf(letter) >= 0 : KNOWN.indexOf(letter) >= 0;
        if (extended && letter == 'f' && digits == 0 || letter == '\0' || !known) {
            int end = Math.min(at + 1, pattern.length());
            pieces.add(new Piece(pattern.substring(percent, end)));
            return end;
        }
        if (letter == 'f' && digits == 0) {
            digits = NANOS_DIGITS;
        }
        if (extended && letter == 'S') {
            pieces.add(new Piece('S', 0));
            pieces.add(new Piece("."));
            pieces.add(new Piece('f', digits == 0 ? MICROS_DIGITS : digits));
        } else if (extended && letter == 'z') {
            pieces.add(new Piece("+00:00"));
        } else {
            pieces.add(new Piece(letter, digits));
        }
        return at + 1;
    }

    /** Appends the time {@code wallMs} milliseconds after 1970. */
    void write(long wallMs, TextSink sink) {
        LocalDateTime time = null;
        for (Piece piece : pieces) {
            if (piece.letter == '\0') {
                sink.text(piece.literal);
            } else if (piece.letter == 's') {
                sink.number(Math.floorDiv(wallMs, MS_PER_SECOND));
            } else if (piece.letter == 'f') {
                long nanos = Math.floorMod(wallMs, MS_PER_SECOND) * NANOS_PER_MS;
                for (int cut = piece.digits; cut < NANOS_DIGITS; cut++) {
                    nanos /= 10;
                }
                sink.digits(nanos, piece.digits);
            } else {
                time = time != null ? time : LocalDateTime.ofInstant(Instant.ofEpochMilli(wallMs), ZoneOffset.UTC);
                field(piece.letter, time, sink);
            }
        }
    }

    private static void field(char letter, LocalDateTime t, TextSink sink) {
        switch (letter) {
            case 'Y' -> sink.number(t.getYear());
            case 'm' -> sink.digits(t.getMonthValue(), 2);
            case 'd' -> sink.digits(t.getDayOfMonth(), 2);
            case 'H' -> sink.digits(t.getHour(), 2);
            case 'M' -> sink.digits(t.getMinute(), 2);
            case 'S' -> sink.digits(t.getSecond(), 2);
            case 'T', 'X' -> joined(t, sink, ':', "HMS");
            case 'R' -> joined(t, sink, ':', "HM");
            case 'D', 'x' -> joined(t, sink, '/', "mdy");
            case 'F' -> joined(t, sink, '-', "Ymd");
            case 'r' -> {
                joined(t, sink, ':', "IMS");
                sink.ascii(' ');
                field('p', t, sink);
            }
            case 'c' -> joined(t, sink, ' ', "abeTY");
            case 'Z' -> sink.text("UTC");
            case 'z' -> sink.text("+0000");
            case '%' -> sink.ascii('%');
            case 't' -> sink.ascii('\t');
            default -> rarer(letter, t, sink);
        }
    }

    private static void rarer(char letter, LocalDateTime t, TextSink sink) {
        switch (letter) {
            case 'y' -> sink.digits(t.getYear() % 100, 2);
            case 'C' -> sink.digits(t.getYear() / 100, 2);
            case 'A' -> sink.text(t.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
            case 'a' ->
                sink.text(t.getDayOfWeek()
                        .getDisplayName(TextStyle.FULL, Locale.ENGLISH)
                        .substring(0, 3));
            case 'B' -> sink.text(t.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
            case 'b', 'h' ->
                sink.text(t.getMonth()
                        .getDisplayName(TextStyle.FULL, Locale.ENGLISH)
                        .substring(0, 3));
            case 'p' -> sink.text(t.getHour() < 12 ? "AM" : "PM");
            case 'I' -> sink.digits((t.getHour() + 11) % 12 + 1, 2);
            case 'u' -> sink.number(t.getDayOfWeek().getValue());
            case 'w' -> sink.number(t.getDayOfWeek().getValue() % 7);
            case 'j' -> sink.digits(t.getDayOfYear(), 3);
            case 'U' -> sink.digits((t.getDayOfYear() + 6 - t.getDayOfWeek().getValue() % 7) / 7, 2);
            case 'V' -> sink.digits(t.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2);
            case 'G' -> sink.number(t.get(IsoFields.WEEK_BASED_YEAR));
            case 'e' -> padded(t.getDayOfMonth(), sink);
            case 'k' -> padded(t.getHour(), sink);
            case 'l' -> padded((t.getHour() + 11) % 12 + 1, sink);
            default -> throw new IllegalStateException("a letter that was not compiled: " + letter);
        }
    }

    private static void joined(LocalDateTime t, TextSink sink, char separator, String letters) {
        for (int i = 0; i < letters.length(); i++) {
            if (i > 0) {
                sink.ascii(separator);
            }
            field(letters.charAt(i), t, sink);
        }
    }

    private static void padded(int value, TextSink sink) {
        if (value < 10) {
            sink.ascii(' ');
        }
        sink.number(value);
    }
}
