package io.nuncio.control.translate.route;

import com.google.common.collect.ImmutableList;
import com.google.re2j.Pattern;
import io.envoyproxy.envoy.config.core.v3.RuntimeFractionalPercent;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.QueryParameterMatcher;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.nuncio.control.translate.Fractions;
import io.nuncio.control.translate.HeaderMatches;
import io.nuncio.control.translate.Place;
import io.nuncio.control.translate.StringMatches;
import io.nuncio.control.translate.Texts;
import io.nuncio.proxy.spec.match.FractionSpec;
import io.nuncio.proxy.spec.match.HeaderMatchSpec;
import io.nuncio.proxy.spec.match.QueryParameterMatchSpec;
import io.nuncio.proxy.spec.match.StringMatchSpec;
import io.nuncio.proxy.spec.route.PathMatchSpec;
import io.nuncio.proxy.spec.route.RouteMatchSpec;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Envoy's {@code RouteMatch} and the matchers in it, which stand elsewhere too. */
public final class RouteMatches {

    private static final PathMatchSpec NO_PATH = new PathMatchSpec.Prefix("", false);

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
            case PATH_MATCH_POLICY -> UriTemplates.match(message.getPathMatchPolicy(), place.at("path_match_policy"));
            // Refused by the rules of the message.
            case PATHSPECIFIER_NOT_SET -> NO_PATH;
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
            HeaderMatchSpec match = HeaderMatches.read(messages.get(i), place.at(field, i));
            if (match != null) {
                all.add(match);
            }
        }
        return all.build();
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

    static FractionSpec fraction(RuntimeFractionalPercent message, Place place) {
        return Fractions.read(message.getDefaultValue(), message.getRuntimeKey(), place);
    }
}
