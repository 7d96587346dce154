package io.nuncio.extensions.http.healthcheck;

import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.match.HeaderMatchSpec;
import io.nuncio.proxy.spec.match.HeaderMatchSpec.Present;
import io.nuncio.proxy.spec.match.HeaderMatchSpec.Test;
import io.nuncio.proxy.spec.match.HeaderMatchSpec.Text;
import io.nuncio.proxy.spec.match.StringMatchSpec;
import org.jspecify.annotations.Nullable;

/** What tells a health check from another request. */
@OnMain
final class HeaderMatchers {

    private HeaderMatchers() {}

    /** Reads a matcher; null for one whose kind is not known here. */
    static @Nullable HeaderMatchSpec read(HeaderMatcher message) {
        Test test = test(message);
        return test == null
                ? null
                : new HeaderMatchSpec(
                        HeaderName.of(message.getName()),
                        test,
                        message.getInvertMatch(),
                        message.getTreatMissingHeaderAsEmpty());
    }

    @SuppressWarnings("deprecation") // old forms are still in use
    private static @Nullable Test test(HeaderMatcher message) {
        return switch (message.getHeaderMatchSpecifierCase()) {
            case EXACT_MATCH -> new Text(new StringMatchSpec.Exact(message.getExactMatch(), false));
            case PREFIX_MATCH -> new Text(new StringMatchSpec.Prefix(message.getPrefixMatch(), false));
            case SUFFIX_MATCH -> new Text(new StringMatchSpec.Suffix(message.getSuffixMatch(), false));
            case CONTAINS_MATCH -> new Text(new StringMatchSpec.Contains(message.getContainsMatch(), false));
            case PRESENT_MATCH -> new Present(message.getPresentMatch());
            case STRING_MATCH -> text(message.getStringMatch());
            case HEADERMATCHSPECIFIER_NOT_SET -> new Present(true);
            default -> null;
        };
    }

    private static @Nullable Test text(StringMatcher message) {
        boolean ignoreCase = message.getIgnoreCase();
        return switch (message.getMatchPatternCase()) {
            case EXACT -> new Text(new StringMatchSpec.Exact(message.getExact(), ignoreCase));
            case PREFIX -> new Text(new StringMatchSpec.Prefix(message.getPrefix(), ignoreCase));
            case SUFFIX -> new Text(new StringMatchSpec.Suffix(message.getSuffix(), ignoreCase));
            case CONTAINS -> new Text(new StringMatchSpec.Contains(message.getContains(), ignoreCase));
            default -> null;
        };
    }
}
