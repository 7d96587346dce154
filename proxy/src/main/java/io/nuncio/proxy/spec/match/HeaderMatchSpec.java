package io.nuncio.proxy.spec.match;

import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.http.HeaderView;
import io.nuncio.proxy.spec.match.StringMatchSpec.Exact;
import java.util.List;

/**
 * Matches a header field: Envoy's {@code HeaderMatcher}. Of several fields of one name one has to pass the test, as Envoy
 * 1.40 does it; names whose fields are joined as they are read ({@link HeaderName#joinsInRequests}) have but one.
 *
 * <p>A field that is missing matches nothing but a test of presence: also an inverted test of its value fails, unless a
 * missing field counts as an empty one.
 *
 * @param name of the field
 * @param test of its value
 * @param invert whether the outcome of the test is turned round
 * @param missingIsEmpty whether a missing field is tested as one with an empty value
 */
@Immutable
public record HeaderMatchSpec(HeaderName name, Test test, boolean invert, boolean missingIsEmpty) {

    /** What the value has to be. */
    @Immutable
    public sealed interface Test {}

    /**
     * Whether the field is there.
     *
     * @param expected false asks for its absence
     */
    public record Present(boolean expected) implements Test {}

    /** A test of the value as text. */
    public record Text(StringMatchSpec match) implements Test {}

    /**
     * A whole number, decimal and without blanks inside.
     *
     * @param start the smallest one
     * @param end above the largest one
     */
    public record Range(long start, long end) implements Test {
        boolean contains(String text) {
            String digits = text.strip();
            if (digits.isEmpty()) {
                return false;
            }
            try {
                long number = Long.parseLong(digits);
                return number >= start && number < end;
            } catch (NumberFormatException e) {
                return false;
            }
        }
    }

    /** Whether {@code headers} match. An exact value that is there costs no allocation. */
    public boolean matches(HeaderView headers) {
        boolean there = headers.has(name);
        if (test instanceof Present present) {
            return ((missingIsEmpty || there) == present.expected()) != invert;
        }
        if (!there) {
            return missingIsEmpty && holds("") != invert;
        }
        if (test instanceof Text text
                && text.match() instanceof Exact exact
                && !exact.ignoreCase()
                && headers.valueEquals(name, exact.value())) {
            return !invert;
        }
        return anyHolds(headers.all(name)) != invert;
    }

    private boolean anyHolds(List<String> values) {
        for (int i = 0; i < values.size(); i++) {
            if (holds(values.get(i))) {
                return true;
            }
        }
        return false;
    }

    private boolean holds(String value) {
        return switch (test) {
            case Text text -> text.match().matches(value);
            case Range range -> range.contains(value);
            case Present present -> present.expected();
        };
    }
}
