package io.nuncio.control.load;

import com.github.udpa.udpa.type.v1.TypedStruct;
import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import envoy.annotations.Deprecation;
import io.nuncio.control.load.ConfigWarning.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One walk over a message and everything in it, through every {@code Any} of a known type: the rules of the descriptors,
 * unknown fields, deprecated ones; and a {@code TypedStruct} of a known type becomes the message it stands for. A type
 * nobody knows is left as it is: whoever uses the field decides.
 */
final class MessageCheck {
    /** An Any in an Any in an Any: each starts protobuf's own count of depth anew. */
    private static final int ANY_DEPTH_MAX = 32;

    private static final String HOST = "type.googleapis.com/";

    private final Problems problems;
    private final TreeToMessage reader;

    private int anyDepth;

    /** Above zero inside a message that rules say to leave alone. */
    private int rulesOff;

    MessageCheck(Problems problems) {
        this.problems = problems;
        this.reader = new TreeToMessage(problems);
    }

    /** The message, or its replacement when a TypedStruct stood in it. */
    Message walk(Message message) {
        if (message instanceof Any any) {
            if (anyDepth == ANY_DEPTH_MAX) {
                problems.error("more than " + ANY_DEPTH_MAX + " Any in each other");
                return any;
            }
            anyDepth++;
            Any walked = any(any);
            anyDepth--;
            return walked;
        }
        MessagePlan plan = MessagePlan.of(message);
        message.getUnknownFields()
                .asMap()
                .keySet()
                .forEach(number -> problems.unknown("unknown field number " + number + " of " + plan.fullName, 0));
        if (rulesOff == 0) {
            rules(message, plan);
        }
        deprecations(message, plan);
        return children(message, plan);
    }

    private void rules(Message message, MessagePlan plan) {
        for (MessagePlan.Rule rule : plan.rules) {
            FieldDescriptor field = rule.field();
            boolean isSet = !field.hasPresence() || message.hasField(field);
            if (!isSet && !rule.required() || problems.isBroken(field.getName())) {
                continue;
            }
            problems.path.field(field.getName());
            if (isSet) {
                rule.rule().check(message.getField(field), problems);
            } else {
                problems.error("is required");
            }
            problems.path.pop();
        }
        for (OneofDescriptor oneof : plan.requiredOneofs) {
            List<String> names =
                    oneof.getFields().stream().map(FieldDescriptor::getName).toList();
            if (!message.hasOneof(oneof) && names.stream().noneMatch(problems::isBroken)) {
                problems.path.field(oneof.getName());
                problems.error("is required: one of " + String.join(", ", names));
                problems.path.pop();
            }
        }
    }

    private void deprecations(Message message, MessagePlan plan) {
        for (FieldDescriptor field : plan.deprecated) {
            boolean isSet = field.isRepeated() ? message.getRepeatedFieldCount(field) > 0 : message.hasField(field);
            if (isSet) {
                problems.path.field(field.getName());
                if (MessagePlan.isDisallowed(field)) {
                    problems.error("is deprecated and no longer taken: " + field.getFullName());
                } else {
                    problems.warn(Kind.DEPRECATED, "is deprecated: " + field.getFullName());
                }
                problems.path.pop();
            }
        }
        for (FieldDescriptor field : plan.deprecatedEnums) {
            if (field.isRepeated()) {
                ((List<?>) message.getField(field)).forEach(value -> deprecatedValue(field, value));
            } else if (!field.hasPresence() || message.hasField(field)) {
                deprecatedValue(field, message.getField(field));
            }
        }
    }

    private void deprecatedValue(FieldDescriptor field, Object given) {
        EnumValueDescriptor value = (EnumValueDescriptor) given;
        if (!value.getOptions().getDeprecated()) {
            return;
        }
        problems.path.field(field.getName());
        String what = value.getName() + " of the enum " + value.getType().getFullName();
        // The default is what an absent field reads as: that much Envoy lets pass.
        if (value.getNumber() != 0 && value.getOptions().getExtension(Deprecation.disallowedByDefaultEnum)) {
            problems.error("is deprecated and no longer taken: " + what);
        } else {
            problems.warn(Kind.DEPRECATED, "has a deprecated value: " + what);
        }
        problems.path.pop();
    }

    private Message children(Message message, MessagePlan plan) {
        Message.Builder replaced = null;
        for (FieldDescriptor field : plan.children) {
            boolean isSkipped = plan.skipped.contains(field);
            rulesOff += isSkipped ? 1 : 0;
            problems.path.field(field.getName());
            if (field.isRepeated()) {
                replaced = repeated(message, field, replaced);
            } else if (message.hasField(field)) {
                Message child = (Message) message.getField(field);
                Message walked = walk(child);
                if (!isSame(walked, child)) {
                    replaced = (replaced == null ? message.toBuilder() : replaced).setField(field, walked);
                }
            }
            problems.path.pop();
            rulesOff -= isSkipped ? 1 : 0;
        }
        return replaced == null ? message : replaced.build();
    }

    private Message.@Nullable Builder repeated(
            Message message, FieldDescriptor field, Message.@Nullable Builder before) {
        Message.Builder replaced = before;
        int count = message.getRepeatedFieldCount(field);
        for (int i = 0; i < count; i++) {
            Message item = (Message) message.getRepeatedField(field, i);
            if (field.isMapField()) {
                problems.path.key(item.getField(item.getDescriptorForType().findFieldByNumber(1))
                        .toString());
            } else {
                problems.path.index(i);
            }
            Message walked = field.isMapField() ? entry(item) : walk(item);
            if (!isSame(walked, item)) {
                replaced = (replaced == null ? message.toBuilder() : replaced).setRepeatedField(field, i, walked);
            }
            problems.path.pop();
        }
        return replaced;
    }

    private Message entry(Message entry) {
        FieldDescriptor value = entry.getDescriptorForType().findFieldByNumber(2);
        Message child = (Message) entry.getField(value);
        Message walked = walk(child);
        return isSame(walked, child)
                ? entry
                : entry.toBuilder().setField(value, walked).build();
    }

    /** By identity: {@link #walk} gives back what it got when nothing in it was replaced. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(Message walked, Message before) {
        return walked == before;
    }

    private Any any(Any any) {
        Message empty = any.getTypeUrl().isEmpty() ? null : MessageTypes.ofUrl(any.getTypeUrl());
        if (empty == null) {
            return any;
        }
        Message content;
        try {
            content = empty.getParserForType().parseFrom(any.getValue());
        } catch (InvalidProtocolBufferException e) {
            problems.error("is not a " + any.getTypeUrl() + ": " + e.getMessage());
            return any;
        }
        return switch (content) {
            case TypedStruct typed -> typedStruct(any, typed.getTypeUrl(), typed.getValue());
            case com.github.xds.type.v3.TypedStruct typed -> typedStruct(any, typed.getTypeUrl(), typed.getValue());
            default -> {
                Message walked = walk(content);
                yield isSame(walked, content)
                        ? any
                        : any.toBuilder().setValue(walked.toByteString()).build();
            }
        };
    }

    private Any typedStruct(Any any, String typeUrl, Struct value) {
        Message empty = typeUrl.isEmpty() ? null : MessageTypes.ofUrl(typeUrl);
        if (empty == null) {
            return any;
        }
        problems.path.field("value");
        Message.Builder content = empty.newBuilderForType();
        reader.read(WellKnown.tree(value), content);
        problems.markBroken();
        Message walked = walk(content.build());
        problems.path.pop();
        return Any.newBuilder()
                .setTypeUrl(typeUrl.indexOf('/') < 0 ? HOST + typeUrl : typeUrl) // Envoy takes a bare name here.
                .setValue(walked.toByteString())
                .build();
    }
}
