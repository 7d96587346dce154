package io.nuncio.control.load;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Internal;
import com.google.protobuf.Message;
import envoy.annotations.Deprecation;
import io.envoyproxy.pgv.validate.Validate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What reading and checking need to know of a message type, worked out once from its descriptor and its
 * {@code validate.*} options. Immutable, so that threads may share it.
 */
final class MessagePlan {
    private static final ClassValue<MessagePlan> PLANS = new ClassValue<>() {
        @Override
        protected MessagePlan computeValue(Class<?> type) {
            return new MessagePlan(
                    Internal.getDefaultInstance(type.asSubclass(Message.class)).getDescriptorForType());
        }
    };

    /**
     * A field and what its value must fulfil.
     *
     * @param required the field must be set
     */
    record Rule(FieldDescriptor field, boolean required, ValueRule rule) {}

    /** How the JSON form of a message type differs from an object with its fields. */
    enum Special {
        NONE,
        ANY,
        STRUCT,
        VALUE,
        LIST,
        WRAPPER,
        DURATION,
        TIMESTAMP,
        FIELD_MASK
    }

    private static final Map<String, Special> SPECIAL = Map.ofEntries(
            Map.entry("google.protobuf.Any", Special.ANY),
            Map.entry("google.protobuf.Struct", Special.STRUCT),
            Map.entry("google.protobuf.Value", Special.VALUE),
            Map.entry("google.protobuf.ListValue", Special.LIST),
            Map.entry("google.protobuf.Duration", Special.DURATION),
            Map.entry("google.protobuf.Timestamp", Special.TIMESTAMP),
            Map.entry("google.protobuf.FieldMask", Special.FIELD_MASK),
            Map.entry("google.protobuf.BoolValue", Special.WRAPPER),
            Map.entry("google.protobuf.StringValue", Special.WRAPPER),
            Map.entry("google.protobuf.BytesValue", Special.WRAPPER),
            Map.entry("google.protobuf.Int32Value", Special.WRAPPER),
            Map.entry("google.protobuf.Int64Value", Special.WRAPPER),
            Map.entry("google.protobuf.UInt32Value", Special.WRAPPER),
            Map.entry("google.protobuf.UInt64Value", Special.WRAPPER),
            Map.entry("google.protobuf.FloatValue", Special.WRAPPER),
            Map.entry("google.protobuf.DoubleValue", Special.WRAPPER));

    final String fullName;
    final Special special;

    /** Fields with rules, whether set or not. */
    final List<Rule> rules;

    /** Oneofs of which one field must be set. */
    final List<OneofDescriptor> requiredOneofs;

    /** Fields whose values are messages (or maps to messages) that can hold something to check. */
    final List<FieldDescriptor> children;

    /** Children that rules say to leave alone. */
    final List<FieldDescriptor> skipped;

    final List<FieldDescriptor> deprecated;

    /** Enum fields with a deprecated value among theirs. */
    final List<FieldDescriptor> deprecatedEnums;

    private final Map<String, FieldDescriptor> byName = new HashMap<>();

    static MessagePlan of(Message message) {
        return PLANS.get(message.getClass());
    }

    private MessagePlan(Descriptor type) {
        fullName = type.getFullName();
        special = SPECIAL.getOrDefault(fullName, Special.NONE);
        boolean off = type.getOptions().getExtension(Validate.disabled)
                || type.getOptions().getExtension(Validate.ignored);
        List<Rule> rules = new ArrayList<>();
        List<OneofDescriptor> oneofs = new ArrayList<>();
        List<FieldDescriptor> children = new ArrayList<>();
        List<FieldDescriptor> skipped = new ArrayList<>();
        List<FieldDescriptor> deprecated = new ArrayList<>();
        List<FieldDescriptor> deprecatedEnums = new ArrayList<>();
        for (FieldDescriptor field : type.getFields()) {
            byName.put(field.getJsonName(), field);
            byName.putIfAbsent(field.getName(), field);
            if (field.getOptions().hasExtension(Validate.rules) && !off) {
                Validate.FieldRules given = field.getOptions().getExtension(Validate.rules);
                ValueRule rule = RuleCompiler.compile(field, given);
                boolean required = RuleCompiler.isRequired(field, given);
                if (required || !rule.equals(ValueRule.NONE)) {
                    rules.add(new Rule(field, required, rule));
                }
                if (given.getMessage().getSkip()) {
                    skipped.add(field);
                }
            }
            if (holdsMessages(field)) {
                children.add(field);
            }
            if (field.getOptions().getDeprecated() || isDisallowed(field)) {
                deprecated.add(field);
            }
            if (hasDeprecatedValue(field)) {
                deprecatedEnums.add(field);
            }
        }
        for (OneofDescriptor oneof : type.getRealOneofs()) {
            if (oneof.getOptions().getExtension(Validate.required) && !off) {
                oneofs.add(oneof);
            }
        }
        this.rules = List.copyOf(rules);
        this.requiredOneofs = List.copyOf(oneofs);
        this.children = List.copyOf(children);
        this.skipped = List.copyOf(skipped);
        this.deprecated = List.copyOf(deprecated);
        this.deprecatedEnums = List.copyOf(deprecatedEnums);
    }

    /** The field of a name, in snake_case or camelCase, or null. */
    @Nullable
    FieldDescriptor field(String name) {
        return byName.get(name);
    }

    /** Whether the API says that the field is no longer taken. */
    static boolean isDisallowed(FieldDescriptor field) {
        return field.getOptions().getExtension(Deprecation.disallowedByDefault);
    }

    private static boolean holdsMessages(FieldDescriptor field) {
        FieldDescriptor value = field.isMapField() ? field.getMessageType().findFieldByNumber(2) : field;
        if (value.getJavaType() != JavaType.MESSAGE) {
            return false;
        }
        Special special = SPECIAL.getOrDefault(value.getMessageType().getFullName(), Special.NONE);
        return special == Special.NONE || special == Special.ANY;
    }

    private static boolean hasDeprecatedValue(FieldDescriptor field) {
        return field.getJavaType() == JavaType.ENUM
                && field.getEnumType().getValues().stream()
                        .anyMatch(v -> v.getOptions().getDeprecated());
    }
}
