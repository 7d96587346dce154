package io.nuncio.control.translate.route;

import com.google.common.collect.ImmutableList;
import com.google.re2j.Pattern;
import io.envoyproxy.envoy.config.core.v3.RuntimeFractionalPercent;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.QueryParameterMatcher;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.nuncio.control.translate.Place;
import io.nuncio.control.translate.Runtimes;
import io.nuncio.control.translate.StringMatches;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.match.FractionSpec;
import io.nuncio.proxy.spec.match.HeaderMatchSpec;
import io.nuncio.proxy.spec.match.HeaderMatchSpec.Present;
import io.nuncio.proxy.spec.match.HeaderMatchSpec.Range;
import io.nuncio.proxy.spec.match.HeaderMatchSpec.Test;
import io.nuncio.proxy.spec.match.HeaderMatchSpec.Text;
import io.nuncio.proxy.spec.match.QueryParameterMatchSpec;
import io.nuncio.proxy.spec.match.StringMatchSpec;
import io.nuncio.proxy.spec.route.PathMatchSpec;
import io.nuncio.proxy.spec.route.RouteMatchSpec;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Envoy's {@code RouteMatch} and the matchers in it, which stand elsewhere too. */
public final class RouteMatches {

    private static final PathMatchSpec NO_PATH = new PathMatchSpec.Prefix("", false);
    private static final int PERCENT = 100;

    private RouteMatches() {}

    static RouteMatchSpec read(RouteMatch message, Place place) {
        ImmutableList.Builder<QueryParameterMatchSpec> query = ImmutableList.builder();
        for (int i = 0; i < message.getQueryParametersCount(); i++) {
            QueryParameterMatchSpec match =
                    queryParameter(message.getQueryParameters(i), place.at("query_parameters", i));
            if (match != null) {
                query.add(match);
            }
        }
        return new RouteMatchSpec(
                path(message, place),
                message.hasRuntimeFraction() ? fraction(message.getRuntimeFraction(), place) : FractionSpec.ALWAYS,
                message.hasGrpc(),
                headers("headers", message.getHeadersList(), place),
                query.build());
    }

    private static PathMatchSpec path(RouteMatch message, Place place) {
        boolean anyCase =
                message.hasCaseSensitive() && !message.getCaseSensitive().getValue();
        return switch (message.getPathSpecifierCase()) {
            case PREFIX -> new PathMatchSpec.Prefix(Texts.latin1(message.getPrefix()), anyCase);
            case PATH -> new PathMatchSpec.Exact(Texts.latin1(message.getPath()), anyCase);
            case PATH_SEPARATED_PREFIX ->
                new PathMatchSpec.SeparatedPrefix(Texts.latin1(message.getPathSeparatedPrefix()), anyCase);
            case SAFE_REGEX -> regex(message.getSafeRegex(), place.at("safe_regex"));
            case CONNECT_MATCHER -> new PathMatchSpec.Connect();
            // The first is refused by the table, the second by the rules of the message.
            case PATH_MATCH_POLICY, PATHSPECIFIER_NOT_SET -> NO_PATH;
        };
    }

    private static PathMatchSpec regex(RegexMatcher message, Place place) {
        Pattern pattern = StringMatches.regex(message, place);
        return pattern == null ? NO_PATH : new PathMatchSpec.Regex(pattern);
    }

    /** Reads the list of matchers {@code field}; those in error are recorded and left out. */
    public static ImmutableList<HeaderMatchSpec> headers(String field, List<HeaderMatcher> messages, Place place) {
        ImmutableList.Builder<HeaderMatchSpec> all = ImmutableList.builder();
        for (int i = 0; i < messages.size(); i++) {
            HeaderMatchSpec match = header(messages.get(i), place.at(field, i));
            if (match != null) {
                all.add(match);
            }
        }
        return all.build();
    }

    /** Reads {@code message}, which stands at {@code place}; null if an error was recorded. */
    public static @Nullable HeaderMatchSpec header(HeaderMatcher message, Place place) {
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

    /** Reads {@code message}, which stands at {@code place}; null if an error was recorded. */
    public static @Nullable QueryParameterMatchSpec queryParameter(QueryParameterMatcher message, Place place) {
        String name = Texts.latin1(message.getName());
        return switch (message.getQueryParameterMatchSpecifierCase()) {
            case STRING_MATCH -> {
                StringMatchSpec match = StringMatches.read(message.getStringMatch(), place.at("string_match"));
                yield match == null ? null : new QueryParameterMatchSpec(name, true, Optional.of(match));
            }
            case PRESENT_MATCH -> new QueryParameterMatchSpec(name, message.getPresentMatch(), Optional.empty());
            case QUERYPARAMETERMATCHSPECIFIER_NOT_SET -> new QueryParameterMatchSpec(name, true, Optional.empty());
        };
    }

    /** The share, as the runtime's fixed layers have it: there a whole number is a percentage. */
    static FractionSpec fraction(RuntimeFractionalPercent message, Place place) {
        String key = message.getRuntimeKey();
        OptionalLong percent = key.isEmpty()
                ? OptionalLong.empty()
                : Runtimes.integer(place.session().ground().runtime(), key);
        if (percent.isPresent()) {
            return new FractionSpec((int) Math.min(percent.getAsLong(), PERCENT), PERCENT, key);
        }
        int denominator = switch (message.getDefaultValue().getDenominator()) {
            case TEN_THOUSAND -> 10_000;
            case MILLION -> 1_000_000;
            default -> PERCENT;
        };
        return new FractionSpec(message.getDefaultValue().getNumerator(), denominator, key);
    }
}
