package io.nuncio.control.load;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tree to a message, with protobuf's JSON mapping; goes on after an error, so that all come out at once, each with its
 * path. What is laxer than the mapping is so in Envoy: a single value for a repeated field, lists in lists of a repeated
 * field, null in a list for the empty value, the wrapped messages (durations, wrappers) also as objects with their fields.
 */
final class TreeToMessage {
    private static final String TYPE_KEY = "@type";

    private final Problems problems;
    private final Scalars scalars;
    private final WellKnown wellKnown;

    TreeToMessage(Problems problems) {
        this.problems = problems;
        this.scalars = new Scalars(problems);
        this.wellKnown = new WellKnown(problems, scalars);
    }

    /** Fills in what the node says; errors go to the problems. */
    void read(Node node, Message.Builder into) {
        MessagePlan plan = MessagePlan.of(into.getDefaultInstanceForType());
        boolean isDone = switch (plan.special) {
            case NONE -> false;
            case ANY -> {
                any(node, (Any.Builder) into);
                yield true;
            }
            default -> wellKnown.read(plan.special, node, into);
        };
        if (isDone) {
            return;
        }
        if (node instanceof Node.Mapping mapping) {
            fields(mapping, into, plan);
        } else {
            problems.error("expected an object, got " + node.kind(), node.line());
        }
    }

    private void fields(Node.Mapping mapping, Message.Builder into, MessagePlan plan) {
        Map<OneofDescriptor, FieldDescriptor> chosen = new HashMap<>();
        for (Node.Entry entry : mapping.entries()) {
            FieldDescriptor field = plan.field(entry.key());
            Node value = entry.value();
            if (field == null) {
                problems.path.field(entry.key());
                problems.unknown("unknown field of " + plan.fullName, value.line());
                problems.path.pop();
                continue;
            }
            if (value instanceof Node.Null && !takesNull(field)) {
                continue;
            }
            problems.path.field(field.getName());
            OneofDescriptor oneof = field.getRealContainingOneof();
            FieldDescriptor before = oneof == null ? null : chosen.putIfAbsent(oneof, field);
            if (before != null && before != field) {
                problems.error(
                        "only one of " + before.getName() + " and " + field.getName() + " may be set", value.line());
            } else if (field.isMapField()) {
                map(field, value, into);
            } else if (field.isRepeated()) {
                items(field, value, into);
            } else {
                single(field, value, into);
            }
            problems.path.pop();
        }
    }

    private static boolean takesNull(FieldDescriptor field) {
        return field.getJavaType() == JavaType.MESSAGE
                        && field.getMessageType().getFullName().equals("google.protobuf.Value")
                || field.getJavaType() == JavaType.ENUM
                        && field.getEnumType().getFullName().equals("google.protobuf.NullValue");
    }

    private void single(FieldDescriptor field, Node value, Message.Builder into) {
        if (field.getJavaType() == JavaType.MESSAGE) {
            Message.Builder child = into.hasField(field)
                    ? ((Message) into.getField(field)).toBuilder()
                    : into.newBuilderForField(field);
            read(value, child);
            into.setField(field, child.build());
            return;
        }
        Object scalar = scalars.read(field, value);
        if (scalar != null) {
            into.setField(field, scalar);
        }
    }

    private void items(FieldDescriptor field, Node value, Message.Builder into) {
        List<Node> items = new ArrayList<>();
        flatten(value, field, items);
        for (Node item : items) {
            problems.path.index(into.getRepeatedFieldCount(field));
            Object element = element(field, item, into);
            problems.path.pop();
            if (element != null) {
                into.addRepeatedField(field, element);
            }
        }
    }

    private static void flatten(Node value, FieldDescriptor field, List<Node> into) {
        boolean holdsLists = field.getJavaType() == JavaType.MESSAGE
                && (field.getMessageType().getFullName().equals("google.protobuf.ListValue")
                        || field.getMessageType().getFullName().equals("google.protobuf.Value"));
        if (!(value instanceof Node.Sequence sequence)) {
            into.add(value);
        } else if (holdsLists) {
            into.addAll(sequence.items());
        } else {
            sequence.items().forEach(item -> flatten(item, field, into));
        }
    }

    private @Nullable Object element(FieldDescriptor field, Node item, Message.Builder of) {
        boolean isNull = item instanceof Node.Null && !takesNull(field);
        if (field.getJavaType() != JavaType.MESSAGE) {
            return isNull ? empty(field) : scalars.read(field, item);
        }
        Message.Builder child = of.newBuilderForField(field);
        if (!isNull) {
            read(item, child);
        }
        return child.build();
    }

    private static Object empty(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case INT -> 0;
            case LONG -> 0L;
            case FLOAT -> 0f;
            case DOUBLE -> 0d;
            case BOOLEAN -> false;
            case STRING -> "";
            case BYTE_STRING -> com.google.protobuf.ByteString.EMPTY;
            case ENUM -> field.getEnumType().findValueByNumberCreatingIfUnknown(0);
            case MESSAGE -> throw new IllegalArgumentException("not a scalar: " + field);
        };
    }

    private void map(FieldDescriptor field, Node value, Message.Builder into) {
        if (!(value instanceof Node.Mapping mapping)) {
            problems.error("expected an object, got " + value.kind(), value.line());
            return;
        }
        Descriptor entryType = field.getMessageType();
        FieldDescriptor keyField = entryType.findFieldByNumber(1);
        FieldDescriptor valueField = entryType.findFieldByNumber(2);
        Set<Object> keys = new HashSet<>();
        for (Node.Entry entry : mapping.entries()) {
            problems.path.key(entry.key());
            Message.Builder pair = into.newBuilderForField(field);
            Object key = scalars.read(
                    keyField, new Node.Text(entry.key(), entry.value().line()));
            Object element = element(valueField, entry.value(), pair);
            if (key != null && !keys.add(key)) {
                problems.error("a key that stands twice", entry.value().line());
            } else if (key != null && element != null) {
                into.addRepeatedField(
                        field,
                        pair.setField(keyField, key)
                                .setField(valueField, element)
                                .build());
            }
            problems.path.pop();
        }
    }

    private void any(Node node, Any.Builder into) {
        if (!(node instanceof Node.Mapping mapping)) {
            problems.error("expected an object with \"@type\", got " + node.kind(), node.line());
            return;
        }
        if (mapping.entries().isEmpty()) {
            return;
        }
        Node type = null;
        List<Node.Entry> rest = new ArrayList<>(mapping.entries().size());
        for (Node.Entry entry : mapping.entries()) {
            if (entry.key().equals(TYPE_KEY)) {
                if (type != null) {
                    problems.error("\"@type\" stands twice", entry.value().line());
                }
                type = entry.value();
            } else {
                rest.add(entry);
            }
        }
        if (!(type instanceof Node.Text url)) {
            problems.error(type == null ? "no \"@type\"" : "\"@type\" is " + type.kind(), node.line());
            return;
        }
        if (url.value().lastIndexOf('/') <= 0) {
            problems.error("\"@type\" must be HOST/NAME, is \"" + url.value() + "\"", url.line());
            return;
        }
        Message empty = MessageTypes.ofUrl(url.value());
        if (empty == null) {
            problems.error("unknown type " + url.value(), url.line());
            return;
        }
        Message.Builder content = empty.newBuilderForType();
        if (MessagePlan.of(empty).special == MessagePlan.Special.NONE) {
            read(new Node.Mapping(rest, mapping.line()), content);
        } else {
            special(rest, mapping.line(), content);
        }
        into.setTypeUrl(url.value()).setValue(content.build().toByteString());
    }

    /** Types with a JSON form of their own stand under "value". */
    private void special(List<Node.Entry> rest, int line, Message.Builder content) {
        for (Node.Entry entry : rest) {
            problems.path.field(entry.key());
            if (entry.key().equals("value")) {
                read(entry.value(), content);
            } else {
                problems.error("only \"value\" may stand beside this \"@type\"", line);
            }
            problems.path.pop();
        }
    }
}
