package io.nuncio.extensions.http.headertometadata;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.envoyproxy.envoy.extensions.filters.http.header_to_metadata.v3.Config;
import io.nuncio.extensions.http.headertometadata.Rule.Kind;
import io.nuncio.extensions.http.headertometadata.Rule.Note;
import io.nuncio.extensions.http.headertometadata.Rule.Source;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.proxy.spec.route.RegexRewriteSpec;
import io.nuncio.proxy.spi.ParseContext;
import io.nuncio.proxy.spi.TypedConfig;
import io.nuncio.proxy.spi.http.HttpFilterFactory;
import io.nuncio.proxy.spi.http.StreamFilterMaker;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes filters that note fields in the dynamic metadata; a route may have rules of its own in their place. */
@OnMain
public final class HeaderToMetadataFactory implements HttpFilterFactory {

    private static final String NAME = "envoy.filters.http.header_to_metadata";
    private static final Set<String> TYPES = Set.of(Config.getDescriptor().getFullName());

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<String> typeNames() {
        return TYPES;
    }

    @Override
    public Set<String> routeTypeNames() {
        return TYPES;
    }

    @Override
    public @Nullable StreamFilterMaker parse(TypedConfig config, ParseContext context) {
        HeaderToMetadataFilter.Rules rules = rules(config, context);
        return rules == null ? null : new HeaderToMetadataFilter.Maker(rules);
    }

    @Override
    public @Nullable Object parseRoute(TypedConfig config, ParseContext context) {
        HeaderToMetadataFilter.Rules rules = rules(config, context);
        if (rules != null && rules.request().isEmpty() && rules.response().isEmpty()) {
            context.error("", "has neither request_rules nor response_rules");
            return null;
        }
        return rules;
    }

    private static HeaderToMetadataFilter.@Nullable Rules rules(TypedConfig config, ParseContext context) {
        try {
            Config message = Config.parseFrom(config.value());
            if (!message.getStatPrefix().isEmpty()) {
                context.warning("stat_prefix", "the filter keeps no stats of its own here");
            }
            return new HeaderToMetadataFilter.Rules(
                    list("request_rules", message.getRequestRulesList(), context),
                    list("response_rules", message.getResponseRulesList(), context));
        } catch (InvalidProtocolBufferException e) {
            context.error("", "is no Config: " + e.getMessage());
            return null;
        }
    }

    private static ImmutableList<Rule> list(String field, List<Config.Rule> messages, ParseContext context) {
        ImmutableList.Builder<Rule> rules = ImmutableList.builder();
        for (int i = 0; i < messages.size(); i++) {
            rules.add(rule(messages.get(i), context.at(field + "[" + i + "]")));
        }
        return rules.build();
    }

    private static Rule rule(Config.Rule message, ParseContext place) {
        boolean cookie = !message.getCookie().isEmpty();
        if (message.getHeader().isEmpty() != cookie) {
            place.error("header", "one of header and cookie has to be given");
        }
        if (!message.hasOnHeaderPresent() && !message.hasOnHeaderMissing()) {
            place.error("on_header_present", "one of on_header_present and on_header_missing has to be given");
        }
        if (message.hasOnHeaderMissing()
                && message.getOnHeaderMissing().getValue().isEmpty()) {
            place.error("on_header_missing.value", "is empty, and there is no field whose value could be taken");
        }
        return new Rule(
                new Source(cookie ? message.getCookie() : message.getHeader(), cookie),
                message.hasOnHeaderPresent()
                        ? Optional.of(note(message.getOnHeaderPresent(), place.at("on_header_present")))
                        : Optional.empty(),
                message.hasOnHeaderMissing()
                        ? Optional.of(note(message.getOnHeaderMissing(), place.at("on_header_missing")))
                        : Optional.empty(),
                message.getRemove());
    }

    private static Note note(Config.KeyValuePair message, ParseContext place) {
        Kind kind = switch (message.getType()) {
            case STRING -> Kind.TEXT;
            case NUMBER -> Kind.NUMBER;
            default -> {
                place.error("type", "values in protobuf are not supported yet");
                yield Kind.TEXT;
            }
        };
        return new Note(
                message.getMetadataNamespace().isEmpty() ? NAME : message.getMetadataNamespace(),
                message.getKey(),
                message.getValue(),
                message.hasRegexValueRewrite() ? rewrite(message, place) : Optional.empty(),
                kind,
                message.getEncode() == Config.ValueEncode.BASE64);
    }

    private static Optional<RegexRewriteSpec> rewrite(Config.KeyValuePair message, ParseContext place) {
        if (!message.getValue().isEmpty()) {
            place.error("regex_value_rewrite", "cannot be given together with value");
        }
        try {
            return Optional.of(new RegexRewriteSpec(
                    Pattern.compile(message.getRegexValueRewrite().getPattern().getRegex()),
                    message.getRegexValueRewrite().getSubstitution()));
        } catch (PatternSyntaxException e) {
            place.error("regex_value_rewrite.pattern.regex", "is no regular expression of RE2: " + e.getMessage());
            return Optional.empty();
        }
    }
}
