package io.nuncio.control.translate.route;

import com.google.re2j.Pattern;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatchAndSubstitute;
import io.nuncio.control.translate.Place;
import io.nuncio.control.translate.StringMatches;
import io.nuncio.control.translate.Texts;
import io.nuncio.proxy.spec.route.PathRewriteSpec;
import io.nuncio.proxy.spec.route.RegexRewriteSpec;
import org.jspecify.annotations.Nullable;

/** What becomes of paths. */
final class Rewritings {

    private Rewritings() {}

    /** An empty replacement is none. */
    static PathRewriteSpec prefix(String replacement) {
        return replacement.isEmpty() ? PathRewriteSpec.NONE : new PathRewriteSpec.Prefix(Texts.latin1(replacement));
    }

    static PathRewriteSpec path(RegexMatchAndSubstitute message, Place place) {
        RegexRewriteSpec rewrite = regex(message, place);
        return rewrite == null ? PathRewriteSpec.NONE : new PathRewriteSpec.Regex(rewrite);
    }

    /** Null if an error was recorded. */
    static @Nullable RegexRewriteSpec regex(RegexMatchAndSubstitute message, Place place) {
        Pattern pattern = StringMatches.regex(message.getPattern(), place.at("pattern"));
        if (pattern == null) {
            return null;
        }
        RegexRewriteSpec rewrite = new RegexRewriteSpec(pattern, Texts.latin1(message.getSubstitution()));
        if (!rewrite.oddity().isEmpty()) {
            place.warning("substitution", rewrite.oddity());
        }
        return rewrite;
    }
}
