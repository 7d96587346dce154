package io.nuncio.control.load;

import com.google.common.collect.ImmutableSet;
import com.google.re2j.Pattern;
import io.envoyproxy.pgv.validate.Validate.KnownRegex;
import io.envoyproxy.pgv.validate.Validate.StringRules;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Rules about a string. Lengths count code points, {@code _bytes} those of UTF-8. */
final class StringRule implements ValueRule {
    private static final Pattern HEADER_NAME = Pattern.compile("^:?[0-9a-zA-Z!#$%&'*+-.^_|~\\x60]+$");
    private static final Pattern HEADER_VALUE = Pattern.compile("^[^\\x00-\\x08\\x0A-\\x1F\\x7F]*$");
    private static final Pattern HEADER_LOOSE = Pattern.compile("^[^\\x00\\x0A\\x0D]*$");

    private final StringRules rules;
    private final @Nullable Pattern pattern;
    private final @Nullable Pattern header;
    private final ImmutableSet<String> in;
    private final ImmutableSet<String> notIn;
    private final boolean hasByteLimits;

    private StringRule(StringRules rules) {
        this.rules = rules;
        this.pattern = rules.hasPattern() ? Pattern.compile(rules.getPattern()) : null;
        this.header = header(rules);
        this.in = ImmutableSet.copyOf(rules.getInList());
        this.notIn = ImmutableSet.copyOf(rules.getNotInList());
        this.hasByteLimits = rules.hasLenBytes() || rules.hasMinBytes() || rules.hasMaxBytes();
    }

    static ValueRule of(StringRules rules) {
        return new StringRule(rules);
    }

    private static @Nullable Pattern header(StringRules rules) {
        return switch (rules.getWellKnownCase()) {
            case WELLKNOWN_NOT_SET -> null;
            case WELL_KNOWN_REGEX ->
                !rules.getStrict()
                        ? HEADER_LOOSE
                        : rules.getWellKnownRegex() == KnownRegex.HTTP_HEADER_NAME ? HEADER_NAME : HEADER_VALUE;
            default -> throw new IllegalStateException("no message uses this rule: " + rules);
        };
    }

    @Override
    public void check(Object value, Problems problems) {
        String text = (String) value;
        if (text.isEmpty() && rules.getIgnoreEmpty()) {
            return;
        }
        lengths(text, problems);
        if (hasByteLimits) {
            byteLengths(text, problems);
        }
        if (header != null && !header.matcher(text).find()) {
            boolean isName = rules.getWellKnownRegex() == KnownRegex.HTTP_HEADER_NAME;
            problems.error("is not a valid HTTP header " + (isName ? "name" : "value") + ": " + quoted(text));
        }
        if (pattern != null && !pattern.matcher(text).find()) {
            problems.error("does not match " + pattern.pattern() + ": " + quoted(text));
        }
        parts(text, problems);
        if (!in.isEmpty() && !in.contains(text)) {
            problems.error("is " + quoted(text) + ", must be one of " + in);
        }
        if (notIn.contains(text)) {
            problems.error("is " + quoted(text) + ", which is not allowed here");
        }
    }

    private void lengths(String text, Problems problems) {
        int length = text.codePointCount(0, text.length());
        if (rules.hasMinLen() && length < rules.getMinLen()) {
            problems.error(
                    length == 0
                            ? "must not be empty"
                            : "has " + length + " characters, must have at least " + rules.getMinLen());
        }
        if (rules.hasMaxLen() && length > rules.getMaxLen()) {
            problems.error("has " + length + " characters, must have at most " + rules.getMaxLen());
        }
        if (rules.hasLen() && length != rules.getLen()) {
            problems.error("has " + length + " characters, must have " + rules.getLen());
        }
    }

    private void byteLengths(String text, Problems problems) {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (rules.hasMinBytes() && length < rules.getMinBytes()) {
            problems.error("has " + length + " bytes, must have at least " + rules.getMinBytes());
        }
        if (rules.hasMaxBytes() && length > rules.getMaxBytes()) {
            problems.error("has " + length + " bytes, must have at most " + rules.getMaxBytes());
        }
        if (rules.hasLenBytes() && length != rules.getLenBytes()) {
            problems.error("has " + length + " bytes, must have " + rules.getLenBytes());
        }
    }

    private void parts(String text, Problems problems) {
        if (rules.hasConst() && !text.equals(rules.getConst())) {
            problems.error("is " + quoted(text) + ", must be " + quoted(rules.getConst()));
        }
        if (rules.hasPrefix() && !text.startsWith(rules.getPrefix())) {
            problems.error("is " + quoted(text) + ", must start with " + quoted(rules.getPrefix()));
        }
        if (rules.hasSuffix() && !text.endsWith(rules.getSuffix())) {
            problems.error("is " + quoted(text) + ", must end with " + quoted(rules.getSuffix()));
        }
        if (rules.hasContains() && !text.contains(rules.getContains())) {
            problems.error("is " + quoted(text) + ", must contain " + quoted(rules.getContains()));
        }
        if (rules.hasNotContains() && text.contains(rules.getNotContains())) {
            problems.error("is " + quoted(text) + ", must not contain " + quoted(rules.getNotContains()));
        }
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }
}
