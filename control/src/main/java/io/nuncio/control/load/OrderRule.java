package io.nuncio.control.load;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.envoyproxy.pgv.validate.Validate.DurationRules;
import io.envoyproxy.pgv.validate.Validate.Fixed32Rules;
import io.envoyproxy.pgv.validate.Validate.Fixed64Rules;
import io.envoyproxy.pgv.validate.Validate.TimestampRules;
import io.envoyproxy.pgv.validate.Validate.UInt32Rules;
import io.envoyproxy.pgv.validate.Validate.UInt64Rules;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rules about order: {@code const, lt, lte, gt, gte, in, not_in} of numbers, durations and timestamps. As in
 * protoc-gen-validate a lower limit above the upper one turns the range inside out.
 *
 * @param <T> what is compared
 */
final class OrderRule<T> implements ValueRule {
    private final Class<T> type;
    private final Comparator<T> order;
    private final boolean isUnsigned;
    private final @Nullable T equal;
    private final @Nullable T below;
    private final boolean belowInclusive;
    private final @Nullable T above;
    private final boolean aboveInclusive;
    private final List<T> in;
    private final List<T> notIn;
    private final @Nullable T ignored;

    private OrderRule(Message rules, Class<T> type, Comparator<T> order, @Nullable T empty) {
        this.type = type;
        this.order = order;
        this.isUnsigned = isUnsigned(rules);
        this.equal = optional(rules, "const");
        this.belowInclusive = optional(rules, "lte") != null;
        this.below = optional(rules, belowInclusive ? "lte" : "lt");
        this.aboveInclusive = optional(rules, "gte") != null;
        this.above = optional(rules, aboveInclusive ? "gte" : "gt");
        this.in = list(rules, "in");
        this.notIn = list(rules, "not_in");
        FieldDescriptor ignoreEmpty = rules.getDescriptorForType().findFieldByName("ignore_empty");
        this.ignored = ignoreEmpty != null && rules.getField(ignoreEmpty).equals(true) ? empty : null;
    }

    /** Of any of the twelve messages of rules for numbers. */
    static ValueRule numbers(Message rules) {
        Object zero = rules.getDescriptorForType().findFieldByName("const").getDefaultValue();
        return switch (zero) {
            case Integer i ->
                new OrderRule<>(
                        rules, Integer.class, isUnsigned(rules) ? Integer::compareUnsigned : Integer::compare, i);
            case Long l ->
                new OrderRule<>(rules, Long.class, isUnsigned(rules) ? Long::compareUnsigned : Long::compare, l);
            case Float f -> new OrderRule<>(rules, Float.class, Float::compare, f);
            case Double d -> new OrderRule<>(rules, Double.class, Double::compare, d);
            default -> throw new IllegalStateException("not rules for numbers: " + rules);
        };
    }

    static ValueRule durations(DurationRules rules) {
        return new OrderRule<>(rules, Duration.class, Durations.comparator(), null);
    }

    static ValueRule timestamps(TimestampRules rules) {
        if (rules.hasLtNow() || rules.hasGtNow() || rules.hasWithin()) {
            throw new IllegalStateException("no message uses this rule: " + rules);
        }
        return new OrderRule<>(rules, Timestamp.class, Timestamps.comparator(), null);
    }

    @Override
    public void check(Object value, Problems problems) {
        T given = type.cast(value);
        if (given.equals(ignored)) {
            return;
        }
        if (equal != null && order.compare(given, equal) != 0) {
            problems.error("is " + show(given) + ", must be " + show(equal));
        }
        if (!inRange(given)) {
            problems.error("is " + show(given) + ", must be " + range());
        }
        if (!in.isEmpty() && !in.contains(given)) {
            problems.error("is " + show(given) + ", must be one of "
                    + in.stream().map(this::show).toList());
        }
        if (notIn.contains(given)) {
            problems.error("is " + show(given) + ", which is not allowed here");
        }
    }

    private boolean inRange(T given) {
        boolean tooHigh = below != null && order.compare(given, below) > (belowInclusive ? 0 : -1);
        boolean tooLow = above != null && order.compare(given, above) < (aboveInclusive ? 0 : 1);
        return isInsideOut() ? !tooHigh || !tooLow : !tooHigh && !tooLow;
    }

    private boolean isInsideOut() {
        return below != null && above != null && order.compare(above, below) > 0;
    }

    private String range() {
        String lower = above == null ? "" : (aboveInclusive ? "at least " : "greater than ") + show(above);
        String upper = below == null ? "" : (belowInclusive ? "at most " : "less than ") + show(below);
        String join = lower.isEmpty() || upper.isEmpty() ? "" : isInsideOut() ? " or " : " and ";
        return lower + join + upper;
    }

    private String show(T value) {
        return switch (value) {
            case Duration duration -> Durations.toString(duration);
            case Timestamp timestamp -> Timestamps.toString(timestamp);
            case Integer i -> isUnsigned ? Integer.toUnsignedString(i) : i.toString();
            case Long l -> isUnsigned ? Long.toUnsignedString(l) : l.toString();
            default -> value.toString();
        };
    }

    private static boolean isUnsigned(Message rules) {
        return rules instanceof UInt32Rules
                || rules instanceof UInt64Rules
                || rules instanceof Fixed32Rules
                || rules instanceof Fixed64Rules;
    }

    private @Nullable T optional(Message rules, String name) {
        FieldDescriptor field = rules.getDescriptorForType().findFieldByName(name);
        return rules.hasField(field) ? type.cast(rules.getField(field)) : null;
    }

    private List<T> list(Message rules, String name) {
        FieldDescriptor field = rules.getDescriptorForType().findFieldByName(name);
        return ((List<?>) rules.getField(field)).stream().map(type::cast).toList();
    }
}
