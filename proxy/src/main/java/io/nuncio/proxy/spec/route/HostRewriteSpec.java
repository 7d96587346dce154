package io.nuncio.proxy.spec.route;

import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.http.HeaderView;
import org.jspecify.annotations.Nullable;

/** Which authority the request has upstream. */
@Immutable
public sealed interface HostRewriteSpec {

    /** The one that it came with. */
    HostRewriteSpec NONE = new None();

    /**
     * The new authority; null if it stays, or is known only when a host was chosen ({@link Auto}). It is computed after
     * the header mutations of the request and before its path is rewritten.
     */
    @Nullable
    String rewrite(HeaderView headers);

    /** The authority stays. */
    record None() implements HostRewriteSpec {
        @Override
        public @Nullable String rewrite(HeaderView headers) {
            return null;
        }
    }

    /**
     * A fixed one.
     *
     * @param host not empty
     */
    record Literal(String host) implements HostRewriteSpec {
        @Override
        public String rewrite(HeaderView headers) {
            return host;
        }
    }

    /**
     * The first value of a field; without a value the authority stays.
     *
     * @param name of the field
     */
    record Header(HeaderName name) implements HostRewriteSpec {
        @Override
        public @Nullable String rewrite(HeaderView headers) {
            String value = headers.first(name);
            return value == null || value.isEmpty() ? null : value;
        }
    }

    /**
     * What an expression makes of the path without its query; where it finds nothing, that is the path itself.
     *
     * @param rewrite the expression
     */
    record PathRegex(RegexRewriteSpec rewrite) implements HostRewriteSpec {
        @Override
        public String rewrite(HeaderView headers) {
            String path = headers.first(HeaderNames.PATH);
            return rewrite.replaceAll(path == null ? "" : Paths.withoutQuery(path));
        }
    }

    /** The host name of the upstream host that is chosen, if it was found by name. */
    record Auto() implements HostRewriteSpec {
        @Override
        public @Nullable String rewrite(HeaderView headers) {
            return null;
        }
    }
}
