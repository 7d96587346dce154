package io.nuncio.control.translate;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.nuncio.proxy.spec.match.StringMatchSpec;
import org.jspecify.annotations.Nullable;

/** Reads matchers of text. */
public final class StringMatches {

    private StringMatches() {}

    /** Reads {@code message}, which stands at {@code place}; null if an error was recorded. */
    public static @Nullable StringMatchSpec read(StringMatcher message, Place place) {
        boolean ignoreCase = message.getIgnoreCase();
        return switch (message.getMatchPatternCase()) {
            case EXACT -> new StringMatchSpec.Exact(message.getExact(), ignoreCase);
            case PREFIX -> new StringMatchSpec.Prefix(message.getPrefix(), ignoreCase);
            case SUFFIX -> new StringMatchSpec.Suffix(message.getSuffix(), ignoreCase);
            case CONTAINS -> new StringMatchSpec.Contains(message.getContains(), ignoreCase);
            case SAFE_REGEX -> regexMatch(message, place);
            case CUSTOM -> {
                place.unsupported("custom");
                yield null;
            }
            case MATCHPATTERN_NOT_SET -> {
                place.error("has no pattern");
                yield null;
            }
        };
    }

    private static @Nullable StringMatchSpec regexMatch(StringMatcher message, Place place) {
        if (message.getIgnoreCase()) {
            place.error("ignore_case", "has no effect on safe_regex; write (?i) into the expression");
            return null;
        }
        Pattern pattern = regex(message.getSafeRegex(), place.at("safe_regex"));
        return pattern == null ? null : new StringMatchSpec.Regex(pattern);
    }

    /**
     * Reads a regular expression of RE2; null if an error was recorded. Its program may have 100 instructions, as in Envoy,
     * or what the runtime's key {@value #SIZE_MAX_KEY} or the message's own {@code max_program_size} says.
     */
    public static @Nullable Pattern regex(RegexMatcher message, Place place) {
        Pattern pattern;
        try {
            pattern = Pattern.compile(message.getRegex());
        } catch (PatternSyntaxException e) {
            place.error("regex", "is no regular expression of RE2: " + e.getMessage());
            return null;
        }
        long sizeMax = sizeMax(message, place);
        long size = (long) pattern.programSize() + SIZE_DIFFERENCE;
        if (size > sizeMax) {
            place.error(
                    "regex",
                    "regex '" + message.getRegex() + "' RE2 program size of " + size + " > max program size of "
                            + sizeMax + " set for the error level threshold. Increase configured max program size if"
                            + " necessary.");
            return null;
        }
        return pattern;
    }

    private static final String SIZE_MAX_KEY = "re2.max_program_size.error_level";
    private static final int SIZE_MAX_DEFAULT = 100;
    /** RE2 itself counts two instructions more than its Java version for the same program. */
    private static final int SIZE_DIFFERENCE = 2;

    @SuppressWarnings("deprecation") // the old form is still in use
    private static long sizeMax(RegexMatcher message, Place place) {
        if (message.getGoogleRe2().hasMaxProgramSize()) {
            return Integer.toUnsignedLong(
                    message.getGoogleRe2().getMaxProgramSize().getValue());
        }
        return Runtimes.integer(place.session().ground().runtime(), SIZE_MAX_KEY)
                .orElse(SIZE_MAX_DEFAULT);
    }
}
