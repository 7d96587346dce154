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

    /** Reads a regular expression of RE2; null if an error was recorded. */
    public static @Nullable Pattern regex(RegexMatcher message, Place place) {
        try {
            return Pattern.compile(message.getRegex());
        } catch (PatternSyntaxException e) {
            place.error("regex", "is no regular expression of RE2: " + e.getMessage());
            return null;
        }
    }
}
