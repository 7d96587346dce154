package io.nuncio.proxy.spec.route;

import com.google.errorprone.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** What becomes of the path; its query stays as it is. */
@Immutable
public sealed interface PathRewriteSpec {

    /** Nothing. */
    PathRewriteSpec NONE = new None();

    /**
     * The new path, query included; null if it stays as it is.
     *
     * @param path with its query
     * @param match what the route's path matched
     */
    @Nullable
    String rewrite(String path, PathMatchSpec match);

    /** The path stays. */
    record None() implements PathRewriteSpec {
        @Override
        public @Nullable String rewrite(String path, PathMatchSpec match) {
            return null;
        }
    }

    /**
     * What the route matched (a prefix, or else the whole path) is replaced.
     *
     * @param replacement not empty
     */
    record Prefix(String replacement) implements PathRewriteSpec {
        @Override
        public String rewrite(String path, PathMatchSpec match) {
            int replaced = match.matchedLength(Paths.withoutQuery(path));
            return replacement + path.substring(Math.min(replaced, path.length()));
        }
    }

    /**
     * What an expression finds in the path is replaced.
     *
     * @param rewrite the expression
     */
    record Regex(RegexRewriteSpec rewrite) implements PathRewriteSpec {
        @Override
        public String rewrite(String path, PathMatchSpec match) {
            int end = Paths.end(path);
            return rewrite.replaceAll(path.substring(0, end)) + path.substring(end);
        }
    }
}
