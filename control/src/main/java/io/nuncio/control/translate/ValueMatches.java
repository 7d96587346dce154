package io.nuncio.control.translate;

import com.google.common.collect.ImmutableList;
import io.envoyproxy.envoy.type.matcher.v3.DoubleMatcher;
import io.envoyproxy.envoy.type.matcher.v3.ValueMatcher;
import io.nuncio.proxy.spec.match.StringMatchSpec;
import io.nuncio.proxy.spec.match.ValueMatchSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads matchers of values of metadata. */
public final class ValueMatches {

    private ValueMatches() {}

    /** Reads {@code message}, which stands at {@code place}; null if an error was recorded. */
    public static @Nullable ValueMatchSpec read(ValueMatcher message, Place place) {
        return switch (message.getMatchPatternCase()) {
            case NULL_MATCH -> new ValueMatchSpec.Null();
            case DOUBLE_MATCH -> number(message.getDoubleMatch(), place.at("double_match"));
            case STRING_MATCH -> {
                StringMatchSpec text = StringMatches.read(message.getStringMatch(), place.at("string_match"));
                yield text == null ? null : new ValueMatchSpec.Text(text);
            }
            case BOOL_MATCH -> new ValueMatchSpec.Flag(message.getBoolMatch());
            case PRESENT_MATCH -> new ValueMatchSpec.Present(message.getPresentMatch());
            case LIST_MATCH -> {
                ValueMatchSpec element = read(
                        message.getListMatch().getOneOf(),
                        place.at("list_match").at("one_of"));
                yield element == null ? null : new ValueMatchSpec.OneOf(element);
            }
            case OR_MATCH -> any(message.getOrMatch().getValueMatchersList(), place.at("or_match"));
            case MATCHPATTERN_NOT_SET -> {
                place.error("has no pattern");
                yield null;
            }
        };
    }

    private static @Nullable ValueMatchSpec number(DoubleMatcher message, Place place) {
        return switch (message.getMatchPatternCase()) {
            case EXACT -> new ValueMatchSpec.Exact(message.getExact());
            case RANGE ->
                new ValueMatchSpec.Range(
                        message.getRange().getStart(), message.getRange().getEnd());
            case MATCHPATTERN_NOT_SET -> {
                place.error("has no pattern");
                yield null;
            }
        };
    }

    private static @Nullable ValueMatchSpec any(List<ValueMatcher> messages, Place place) {
        ImmutableList.Builder<ValueMatchSpec> all = ImmutableList.builder();
        for (int i = 0; i < messages.size(); i++) {
            ValueMatchSpec match = read(messages.get(i), place.at("value_matchers", i));
            if (match == null) {
                return null;
            }
            all.add(match);
        }
        return new ValueMatchSpec.Any(all.build());
    }
}
