package io.nuncio.kernel.stats;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Takes dotted names apart into a shorter name and tags, by Envoy's default rules and those of {@code stats_tags}.
 * Immutable; any thread. Source of the rules: Envoy's {@code StatsConfig} and its default tags.
 */
public final class TagExtractor {

    /**
     * One entry of {@code stats_tags}; at most one of regex and fixed value. Neither means the default rules of that
     * name.
     */
    public record Spec(
            String name, @Nullable String regex, @Nullable String fixedValue) {}

    private static final TagExtractor DEFAULTS = of(true, List.of());

    private final List<TagRule> anywhere;
    private final Map<String, List<TagRule>> byFirstToken;

    private TagExtractor(List<TagRule> anywhere, Map<String, List<TagRule>> byFirstToken) {
        this.anywhere = anywhere;
        this.byFirstToken = byFirstToken;
    }

    /** The default rules alone. */
    public static TagExtractor defaults() {
        return DEFAULTS;
    }

    /**
     * The default rules, if asked for, and then the given ones.
     *
     * @throws IllegalArgumentException if an entry has no name, an invalid regular expression, or none at all and no
     *     default rule has its name
     */
    public static TagExtractor of(boolean withDefaults, List<Spec> specs) {
        List<TagRule> defaults = DefaultTags.rules();
        List<TagRule> rules = new ArrayList<>(withDefaults ? defaults : List.of());
        for (Spec spec : specs) {
            if (spec.name().isEmpty()) {
                throw new IllegalArgumentException("tag_name cannot be empty");
            }
            if (spec.fixedValue() != null) {
                rules.add(new TagRule.Fixed(spec.name(), spec.fixedValue()));
            } else if (spec.regex() != null && !spec.regex().isEmpty()) {
                rules.add(new TagRule.Regex(spec.name(), compile(spec.regex()), "", ""));
            } else {
                List<TagRule> named = defaults.stream()
                        .filter(rule -> rule.tag().equals(spec.name()))
                        .toList();
                if (named.isEmpty()) {
                    throw new IllegalArgumentException(
                            "No regex specified for tag specifier and no default regex for name: '" + spec.name()
                                    + "'");
                }
                rules.addAll(named);
            }
        }
        return ordered(rules);
    }

    private static TagExtractor ordered(List<TagRule> rules) {
        List<TagRule> anywhere = new ArrayList<>();
        Map<String, List<TagRule>> byFirstToken = new HashMap<>();
        for (TagRule rule : rules) {
            String first = rule.firstToken();
            if (first == null) {
                anywhere.add(rule);
            } else {
                byFirstToken.computeIfAbsent(first, key -> new ArrayList<>()).add(rule);
            }
        }
        return new TagExtractor(List.copyOf(anywhere), Map.copyOf(byFirstToken));
    }

    /** POSIX classes, which the ECMAScript grammar of Envoy's {@code std::regex} knows, in Java's notation. */
    private static Pattern compile(String regex) {
        String java = regex.replace("[:digit:]", "\\p{Digit}")
                .replace("[:alpha:]", "\\p{Alpha}")
                .replace("[:alnum:]", "\\p{Alnum}")
                .replace("[:upper:]", "\\p{Upper}")
                .replace("[:lower:]", "\\p{Lower}")
                .replace("[:xdigit:]", "\\p{XDigit}")
                .replace("[:space:]", "\\p{Space}")
                .replace("[:punct:]", "\\p{Punct}");
        try {
            return Pattern.compile(java);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("Invalid regex '" + regex + "': " + e.getDescription(), e);
        }
    }

    /** Takes a name apart. Rules for any name go first; of several rules for one tag the first that matches wins. */
    public TaggedName extract(String name) {
        String[] tokens = name.split("\\.", -1);
        List<Tag> tags = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        BitSet takenOut = new BitSet(name.length());
        apply(anywhere, name, tokens, tags, takenOut, seen);
        if (tokens.length > 1) {
            apply(byFirstToken.getOrDefault(tokens[0], List.of()), name, tokens, tags, takenOut, seen);
        }
        if (takenOut.isEmpty()) {
            return new TaggedName(name, tags);
        }
        StringBuilder rest = new StringBuilder(name.length());
        for (int i = takenOut.nextClearBit(0); i < name.length(); i = takenOut.nextClearBit(i + 1)) {
            rest.append(name.charAt(i));
        }
        return new TaggedName(rest.toString(), tags);
    }

    private static void apply(
            List<TagRule> rules, String name, String[] tokens, List<Tag> tags, BitSet takenOut, Set<String> seen) {
        for (TagRule rule : rules) {
            if (!seen.contains(rule.tag()) && rule.find(name, tokens, tags, takenOut)) {
                seen.add(rule.tag());
            }
        }
    }
}
