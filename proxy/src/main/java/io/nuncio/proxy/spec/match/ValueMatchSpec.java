package io.nuncio.proxy.spec.match;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.MetadataSpec;
import org.jspecify.annotations.Nullable;

/** Matches one value of metadata: Envoy's {@code ValueMatcher}. */
@Immutable
public sealed interface ValueMatchSpec {

    /** Whether {@code value} matches; null stands for a value that is not there. */
    boolean matches(MetadataSpec.@Nullable Value value);

    /** {@code null} itself. */
    record Null() implements ValueMatchSpec {
        @Override
        public boolean matches(MetadataSpec.@Nullable Value value) {
            return value instanceof MetadataSpec.Null;
        }
    }

    /**
     * A number.
     *
     * @param start the smallest one
     * @param end above the largest one
     */
    record Range(double start, double end) implements ValueMatchSpec {
        @Override
        public boolean matches(MetadataSpec.@Nullable Value value) {
            return value instanceof MetadataSpec.Decimal number && number.value() >= start && number.value() < end;
        }
    }

    /** Exactly this number. */
    record Exact(double expected) implements ValueMatchSpec {
        @Override
        public boolean matches(MetadataSpec.@Nullable Value value) {
            return value instanceof MetadataSpec.Decimal number && number.value() == expected;
        }
    }

    /** A text. */
    record Text(StringMatchSpec match) implements ValueMatchSpec {
        @Override
        public boolean matches(MetadataSpec.@Nullable Value value) {
            return value instanceof MetadataSpec.Text text && match.matches(text.value());
        }
    }

    /** True or false. */
    record Flag(boolean expected) implements ValueMatchSpec {
        @Override
        public boolean matches(MetadataSpec.@Nullable Value value) {
            return value instanceof MetadataSpec.Flag flag && flag.value() == expected;
        }
    }

    /**
     * Whether there is a value.
     *
     * @param expected false matches nothing at all, as in Envoy
     */
    record Present(boolean expected) implements ValueMatchSpec {
        @Override
        public boolean matches(MetadataSpec.@Nullable Value value) {
            return expected && value != null;
        }
    }

    /** A list one of whose values matches. */
    record OneOf(ValueMatchSpec element) implements ValueMatchSpec {
        @Override
        public boolean matches(MetadataSpec.@Nullable Value value) {
            return value instanceof MetadataSpec.Sequence list
                    && list.values().stream().anyMatch(element::matches);
        }
    }

    /** What one of these matches. */
    record Any(ImmutableList<ValueMatchSpec> alternatives) implements ValueMatchSpec {
        @Override
        public boolean matches(MetadataSpec.@Nullable Value value) {
            return alternatives.stream().anyMatch(each -> each.matches(value));
        }
    }
}
