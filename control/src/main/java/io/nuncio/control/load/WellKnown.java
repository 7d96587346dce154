package io.nuncio.control.load;

import com.google.common.base.CaseFormat;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.FieldMask;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import com.google.protobuf.util.Timestamps;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The messages with a JSON form of their own, and the way back from a Struct to a tree. */
final class WellKnown {
    private static final Pattern DURATION = Pattern.compile("(-?)([0-9]{1,12})(?:\\.([0-9]{1,9}))?s");
    private static final long DURATION_SECONDS_MAX = 315_576_000_000L;
    private static final int NANO_DIGITS = 9;
    private static final double LONG_EXACT_MAX = 1L << 53;

    private final Problems problems;
    private final Scalars scalars;

    WellKnown(Problems problems, Scalars scalars) {
        this.problems = problems;
        this.scalars = scalars;
    }

    /** False when the node is an object that spells the message's fields out. */
    boolean read(MessagePlan.Special special, Node node, Message.Builder into) {
        boolean isObject = node instanceof Node.Mapping;
        switch (special) {
            case STRUCT -> {
                if (node instanceof Node.Mapping mapping) {
                    struct(mapping, (Struct.Builder) into);
                } else {
                    problems.error("expected an object, got " + node.kind(), node.line());
                }
            }
            case VALUE -> value(node, (Value.Builder) into);
            case LIST -> {
                if (node instanceof Node.Sequence sequence) {
                    list(sequence, (ListValue.Builder) into);
                } else {
                    problems.error("expected a list, got " + node.kind(), node.line());
                }
            }
            case WRAPPER -> {
                if (isObject) {
                    return false;
                }
                FieldDescriptor only = into.getDescriptorForType().findFieldByNumber(1);
                Object scalar = scalars.read(only, node);
                if (scalar != null) {
                    into.setField(only, scalar);
                }
            }
            case DURATION -> {
                if (isObject) {
                    return false;
                }
                duration(node, (Duration.Builder) into);
            }
            case TIMESTAMP -> {
                if (isObject) {
                    return false;
                }
                timestamp(node, (Timestamp.Builder) into);
            }
            case FIELD_MASK -> {
                if (isObject) {
                    return false;
                }
                fieldMask(node, (FieldMask.Builder) into);
            }
            case NONE, ANY -> throw new IllegalArgumentException(special.name());
        }
        return true;
    }

    private void struct(Node.Mapping mapping, Struct.Builder into) {
        for (Node.Entry entry : mapping.entries()) {
            problems.path.key(entry.key());
            if (into.containsFields(entry.key())) {
                problems.error("a key that stands twice", entry.value().line());
            } else {
                into.putFields(entry.key(), value(entry.value(), Value.newBuilder()));
            }
            problems.path.pop();
        }
    }

    private void list(Node.Sequence sequence, ListValue.Builder into) {
        for (Node item : sequence.items()) {
            problems.path.index(into.getValuesCount());
            into.addValues(value(item, Value.newBuilder()));
            problems.path.pop();
        }
    }

    private Value value(Node node, Value.Builder into) {
        switch (node) {
            case Node.Null none -> into.setNullValue(NullValue.NULL_VALUE);
            case Node.Bool bool -> into.setBoolValue(bool.value());
            case Node.Numeral number -> into.setNumberValue(Double.parseDouble(number.text()));
            case Node.Text text -> into.setStringValue(text.value());
            case Node.Sequence sequence -> list(sequence, into.getListValueBuilder());
            case Node.Mapping mapping -> struct(mapping, into.getStructValueBuilder());
        }
        return into.build();
    }

    private void duration(Node node, Duration.Builder into) {
        Matcher m = DURATION.matcher(node instanceof Node.Text text ? text.value() : "");
        if (!m.matches() || Long.parseLong(m.group(2)) > DURATION_SECONDS_MAX) {
            problems.error("expected a duration such as \"1.5s\", got " + node.kind(), node.line());
            return;
        }
        int sign = m.group(1).isEmpty() ? 1 : -1;
        String fraction = m.group(3) == null ? "" : m.group(3);
        String nanos = fraction + "0".repeat(NANO_DIGITS - fraction.length());
        into.setSeconds(sign * Long.parseLong(m.group(2))).setNanos(sign * Integer.parseInt(nanos));
    }

    private void timestamp(Node node, Timestamp.Builder into) {
        if (node instanceof Node.Text text) {
            try {
                into.mergeFrom(Timestamps.parse(text.value()));
                return;
            } catch (ParseException e) {
                // Said below.
            }
        }
        problems.error("expected a time such as \"2026-11-22T07:55:00Z\", got " + node.kind(), node.line());
    }

    private void fieldMask(Node node, FieldMask.Builder into) {
        if (!(node instanceof Node.Text text)) {
            problems.error("expected field names with commas between, got " + node.kind(), node.line());
            return;
        }
        for (String path : text.value().split(",")) {
            if (!path.isEmpty()) {
                into.addPaths(CaseFormat.LOWER_CAMEL.to(CaseFormat.LOWER_UNDERSCORE, path));
            }
        }
    }

    /** The tree that a Struct stands for. */
    static Node.Mapping tree(Struct struct) {
        List<Node.Entry> entries = new ArrayList<>(struct.getFieldsCount());
        struct.getFieldsMap().forEach((key, value) -> entries.add(new Node.Entry(key, tree(value))));
        return new Node.Mapping(entries, 0);
    }

    private static Node tree(Value value) {
        return switch (value.getKindCase()) {
            case STRUCT_VALUE -> tree(value.getStructValue());
            case LIST_VALUE ->
                new Node.Sequence(
                        value.getListValue().getValuesList().stream()
                                .map(WellKnown::tree)
                                .toList(),
                        0);
            case STRING_VALUE -> new Node.Text(value.getStringValue(), 0);
            case BOOL_VALUE -> new Node.Bool(value.getBoolValue(), 0);
            case NUMBER_VALUE -> number(value.getNumberValue());
            case NULL_VALUE, KIND_NOT_SET -> new Node.Null(0);
        };
    }

    private static Node number(double value) {
        if (value == Math.rint(value) && Math.abs(value) <= LONG_EXACT_MAX) {
            return new Node.Numeral(Long.toString((long) value), 0);
        }
        return Double.isFinite(value)
                ? new Node.Numeral(Double.toString(value), 0)
                : new Node.Text(Double.toString(value), 0);
    }
}
