package io.nuncio.control.translate.route;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.re2j.Pattern;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig;
import io.envoyproxy.envoy.extensions.path.rewrite.uri_template.v3.UriTemplateRewriteConfig;
import io.nuncio.control.translate.Place;
import io.nuncio.proxy.spec.route.PathMatchSpec;
import io.nuncio.proxy.spec.route.PathRewriteSpec;
import io.nuncio.proxy.spec.route.RegexRewriteSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Templates of paths, {@code /a/{b}/c/{d=**}.end}, which become regular expressions: a star is a segment, two are any
 * number of them, braces give what they take a name. A rewrite puts what the names took elsewhere. The rules are Envoy's.
 */
final class UriTemplates {

    private static final int VARIABLES_MAX = 5;
    private static final int NAME_LENGTH_MAX = 16;

    /** What RFC 3986 allows in a segment, but for the star. */
    private static final String LITERAL = "a-zA-Z0-9\\-._~%!$&'()+,;:@=";

    private static final String SEGMENT = "[" + LITERAL + "]+";
    private static final String SEGMENTS = "[" + LITERAL + "/]*";
    private static final String LITERAL_MARKS = "-._~%!$&'()+,;:@=";

    private UriTemplates() {}

    /** A template as an expression, with the names of its groups in their order. */
    private record Expression(String regex, List<String> names) {}

    /** The match of a path; matches no path if an error was recorded. */
    static PathMatchSpec match(TypedExtensionConfig message, Place place) {
        UriTemplateMatchConfig config = matchConfig(message.getTypedConfig());
        Expression expression = config == null ? null : expression(config.getPathTemplate());
        if (config == null) {
            place.error("typed_config", "there is no path matcher of the type " + typeName(message.getTypedConfig()));
        } else if (expression == null) {
            place.error(
                    "typed_config.path_template",
                    "path_match_policy.path_template " + config.getPathTemplate() + " is invalid");
        }
        return expression == null
                ? new PathMatchSpec.Exact("", false)
                : new PathMatchSpec.Regex(Pattern.compile(expression.regex()));
    }

    /**
     * The rewrite of a path.
     *
     * @param match the extension by which the route matches; without one there is nothing to rewrite
     */
    static PathRewriteSpec rewrite(TypedExtensionConfig message, @Nullable TypedExtensionConfig match, Place place) {
        UriTemplateRewriteConfig config = rewriteConfig(message.getTypedConfig());
        UriTemplateMatchConfig matched = match == null ? null : matchConfig(match.getTypedConfig());
        Expression expression = matched == null ? null : expression(matched.getPathTemplate());
        if (config == null) {
            place.error("typed_config", "there is no path rewriter of the type " + typeName(message.getTypedConfig()));
            return PathRewriteSpec.NONE;
        }
        if (expression == null) {
            place.error("unable to use " + message.getName() + " extension without a path_match_policy of its kind");
            return PathRewriteSpec.NONE;
        }
        String substitution = substitution(config.getPathTemplateRewrite(), expression.names());
        if (substitution == null) {
            place.error(
                    "typed_config.path_template_rewrite",
                    "path_rewrite_policy.path_template_rewrite " + config.getPathTemplateRewrite() + " is invalid");
            return PathRewriteSpec.NONE;
        }
        return new PathRewriteSpec.Regex(
                new RegexRewriteSpec(Pattern.compile("^(?:" + expression.regex() + ")$"), substitution));
    }

    private static String typeName(Any config) {
        return config.getTypeUrl().substring(config.getTypeUrl().lastIndexOf('/') + 1);
    }

    private static @Nullable UriTemplateMatchConfig matchConfig(Any config) {
        try {
            return config.is(UriTemplateMatchConfig.class) ? config.unpack(UriTemplateMatchConfig.class) : null;
        } catch (InvalidProtocolBufferException e) {
            return null;
        }
    }

    private static @Nullable UriTemplateRewriteConfig rewriteConfig(Any config) {
        try {
            return config.is(UriTemplateRewriteConfig.class) ? config.unpack(UriTemplateRewriteConfig.class) : null;
        } catch (InvalidProtocolBufferException e) {
            return null;
        }
    }

    /** Null if the template is none. */
    private static @Nullable Expression expression(String template) {
        if (!template.startsWith("/")) {
            return null;
        }
        Parser parser = new Parser(template);
        return parser.run(1, template.length(), true) ? new Expression(parser.regex.toString(), parser.names) : null;
    }

    private static @Nullable String substitution(String template, List<String> names) {
        if (!template.startsWith("/")) {
            return null;
        }
        StringBuilder out = new StringBuilder();
        for (int at = 0; at < template.length(); at++) {
            char c = template.charAt(at);
            if (c == '{') {
                int end = template.indexOf('}', at);
                int name = end < 0 ? -1 : names.indexOf(template.substring(at + 1, end));
                if (name < 0) {
                    return null;
                }
                out.append('\\').append(name + 1);
                at = end;
            } else if (c == '/' || isLiteral(c)) {
                out.append(c);
            } else {
                return null;
            }
        }
        return out.toString();
    }

    private static boolean isLiteral(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || LITERAL_MARKS.indexOf(c) >= 0;
    }

    /** Reads a template from left to right. */
    private static final class Parser {
        final StringBuilder regex = new StringBuilder("/");
        final List<String> names = new ArrayList<>();
        private final String template;
        private boolean twoStars;

        Parser(String template) {
            this.template = template;
        }

        /** False if the stretch is no template, or the pattern of a variable. */
        boolean run(int from, int end, boolean variables) {
            boolean whole = false;
            boolean literal = false;
            for (int at = from; at < end; at++) {
                char c = template.charAt(at);
                if (c == '/') {
                    if (!whole && !literal || twoStars) {
                        return false;
                    }
                    whole = false;
                    literal = false;
                    regex.append('/');
                } else if (c == '*' || c == '{') {
                    if (whole || literal || twoStars || c == '{' && !variables) {
                        return false;
                    }
                    whole = true;
                    int last = c == '*' ? star(at, end) : variable(at, end);
                    if (last < 0) {
                        return false;
                    }
                    at = last;
                } else if (isLiteral(c)) {
                    literal = true;
                    regex.append(Pattern.quote(String.valueOf(c)));
                    if (whole && template.indexOf('/', at) >= 0) {
                        // Behind a star or a variable there is only the end of the template.
                        return false;
                    }
                } else {
                    return false;
                }
            }
            return true;
        }

        private int star(int at, int end) {
            if (at + 1 < end && template.charAt(at + 1) == '*') {
                twoStars = true;
                regex.append(SEGMENTS);
                return at + 1;
            }
            regex.append(SEGMENT);
            return at;
        }

        private int variable(int at, int end) {
            int close = template.indexOf('}', at);
            if (close < 0 || close >= end || names.size() == VARIABLES_MAX) {
                return -1;
            }
            String inside = template.substring(at + 1, close);
            int equals = inside.indexOf('=');
            String name = equals < 0 ? inside : inside.substring(0, equals);
            boolean named = name.length() <= NAME_LENGTH_MAX && name.matches("[A-Za-z][A-Za-z0-9_]*");
            if (!named || names.contains(name)) {
                return -1;
            }
            names.add(name);
            regex.append('(');
            if (equals < 0) {
                regex.append(SEGMENT);
            } else if (!run(at + 1 + equals + 1, close, false)) {
                return -1;
            }
            regex.append(')');
            return close;
        }
    }
}
