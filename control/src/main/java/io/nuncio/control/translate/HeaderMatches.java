package io.nuncio.control.translate;

import com.google.re2j.Pattern;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.match.HeaderMatchSpec;
import io.nuncio.proxy.spec.match.HeaderMatchSpec.Present;
import io.nuncio.proxy.spec.match.HeaderMatchSpec.Range;
import io.nuncio.proxy.spec.match.HeaderMatchSpec.Test;
import io.nuncio.proxy.spec.match.HeaderMatchSpec.Text;
import io.nuncio.proxy.spec.match.StringMatchSpec;
import org.jspecify.annotations.Nullable;

/** Reads matchers of header fields. */
public final class HeaderMatches {

    private HeaderMatches() {}

    /** Reads {@code message}, which stands at {@code place}; null if an error was recorded. */
    public static @Nullable HeaderMatchSpec read(HeaderMatcher message, Place place) {
        Test test = test(message, place);
        return test == null
                ? null
                : new HeaderMatchSpec(
                        HeaderName.of(message.getName()),
                        test,
                        message.getInvertMatch(),
                        message.getTreatMissingHeaderAsEmpty());
    }

    @SuppressWarnings("deprecation") // old forms are still in use
    private static @Nullable Test test(HeaderMatcher message, Place place) {
        return switch (message.getHeaderMatchSpecifierCase()) {
            // An empty one of the old form takes every value.
            case EXACT_MATCH ->
                message.getExactMatch().isEmpty()
                        ? new Text(new StringMatchSpec.Prefix("", false))
                        : new Text(new StringMatchSpec.Exact(Texts.latin1(message.getExactMatch()), false));
            case PREFIX_MATCH -> new Text(new StringMatchSpec.Prefix(Texts.latin1(message.getPrefixMatch()), false));
            case SUFFIX_MATCH -> new Text(new StringMatchSpec.Suffix(Texts.latin1(message.getSuffixMatch()), false));
            case CONTAINS_MATCH ->
                new Text(new StringMatchSpec.Contains(Texts.latin1(message.getContainsMatch()), false));
            case SAFE_REGEX_MATCH -> {
                Pattern pattern = StringMatches.regex(message.getSafeRegexMatch(), place.at("safe_regex_match"));
                yield pattern == null ? null : new Text(new StringMatchSpec.Regex(pattern));
            }
            case RANGE_MATCH ->
                new Range(
                        message.getRangeMatch().getStart(),
                        message.getRangeMatch().getEnd());
            case PRESENT_MATCH -> new Present(message.getPresentMatch());
            case STRING_MATCH -> {
                StringMatchSpec match = StringMatches.read(message.getStringMatch(), place.at("string_match"));
                yield match == null ? null : new Text(match);
            }
            case HEADERMATCHSPECIFIER_NOT_SET -> new Present(true);
        };
    }
}
