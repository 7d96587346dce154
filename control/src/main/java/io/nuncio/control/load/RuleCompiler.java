package io.nuncio.control.load;

import com.google.common.collect.ImmutableSet;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import io.envoyproxy.pgv.validate.Validate.AnyRules;
import io.envoyproxy.pgv.validate.Validate.BytesRules;
import io.envoyproxy.pgv.validate.Validate.EnumRules;
import io.envoyproxy.pgv.validate.Validate.FieldRules;
import io.envoyproxy.pgv.validate.Validate.MapRules;
import io.envoyproxy.pgv.validate.Validate.RepeatedRules;
import java.util.HashSet;
import java.util.List;

/**
 * {@code validate.rules} to {@link ValueRule}s, with the meanings of protoc-gen-validate. A kind of rule that no message of
 * the API uses (those that need a clock or know host names) is refused here, not passed over.
 */
final class RuleCompiler {
    private static final OneofDescriptor TYPE =
            FieldRules.getDescriptor().getOneofs().getFirst();

    private RuleCompiler() {}

    /** Whether the field must be set. A field of a oneof need not be: another may stand for it. */
    static boolean isRequired(FieldDescriptor field, FieldRules rules) {
        boolean required = rules.getMessage().getRequired()
                || rules.getAny().getRequired()
                || rules.getDuration().getRequired()
                || rules.getTimestamp().getRequired();
        return required && field.getRealContainingOneof() == null;
    }

    /** The rule for the whole value of a field: a list for a repeated field. */
    static ValueRule compile(FieldDescriptor field, FieldRules rules) {
        return switch (rules.getTypeCase()) {
            case REPEATED -> repeated(field, rules.getRepeated());
            case MAP -> map(field, rules.getMap());
            default -> single(field, rules);
        };
    }

    private static ValueRule single(FieldDescriptor field, FieldRules rules) {
        ValueRule rule = switch (rules.getTypeCase()) {
            case FLOAT, DOUBLE, INT32, INT64, UINT32, UINT64, SINT32, SINT64 ->
                OrderRule.numbers((Message) rules.getField(rules.getOneofFieldDescriptor(TYPE)));
            case FIXED32, FIXED64, SFIXED32, SFIXED64 ->
                OrderRule.numbers((Message) rules.getField(rules.getOneofFieldDescriptor(TYPE)));
            case DURATION -> OrderRule.durations(rules.getDuration());
            case TIMESTAMP -> OrderRule.timestamps(rules.getTimestamp());
            case BOOL -> bool(rules.getBool().hasConst(), rules.getBool().getConst());
            case STRING -> StringRule.of(rules.getString());
            case BYTES -> bytes(rules.getBytes());
            case ENUM -> enumeration(field.getEnumType(), rules.getEnum());
            case ANY -> any(rules.getAny());
            case REPEATED, MAP -> throw new IllegalStateException(field + ": rules of a list for one value");
            case TYPE_NOT_SET -> ValueRule.NONE;
        };
        boolean isWrapper = field.getJavaType() == JavaType.MESSAGE
                && field.getMessageType().getFullName().matches("google\\.protobuf\\.[A-Za-z0-9]+Value");
        return isWrapper && !rule.equals(ValueRule.NONE) ? unwrapped(rule) : rule;
    }

    private static ValueRule unwrapped(ValueRule rule) {
        return (value, problems) -> {
            Message wrapper = (Message) value;
            rule.check(wrapper.getField(wrapper.getDescriptorForType().findFieldByNumber(1)), problems);
        };
    }

    private static ValueRule bool(boolean given, boolean expected) {
        return given ? new EqualRule(expected) : ValueRule.NONE;
    }

    private static ValueRule any(AnyRules rules) {
        ImmutableSet<String> in = ImmutableSet.copyOf(rules.getInList());
        ImmutableSet<String> notIn = ImmutableSet.copyOf(rules.getNotInList());
        return in.isEmpty() && notIn.isEmpty()
                ? ValueRule.NONE
                : (value, problems) -> {
                    String url = ((Any) value).getTypeUrl();
                    if (!in.isEmpty() && !in.contains(url)) {
                        problems.error("is of type " + url + ", must be one of " + in);
                    }
                    if (notIn.contains(url)) {
                        problems.error("is of type " + url + ", must be none of " + notIn);
                    }
                };
    }

    private static ValueRule enumeration(EnumDescriptor type, EnumRules rules) {
        ImmutableSet<Integer> in = ImmutableSet.copyOf(rules.getInList());
        ImmutableSet<Integer> notIn = ImmutableSet.copyOf(rules.getNotInList());
        return (value, problems) -> {
            EnumValueDescriptor chosen = (EnumValueDescriptor) value;
            int number = chosen.getNumber();
            if (rules.getDefinedOnly() && type.findValueByNumber(number) == null) {
                problems.error("is " + number + ", which " + type.getFullName() + " does not define");
            }
            if (rules.hasConst() && number != rules.getConst()) {
                problems.error("is " + chosen.getName() + ", must be " + type.findValueByNumber(rules.getConst()));
            }
            if (!in.isEmpty() && !in.contains(number)) {
                problems.error("is " + chosen.getName() + ", must be one of " + in);
            }
            if (notIn.contains(number)) {
                problems.error("is " + chosen.getName() + ", which is not allowed here");
            }
        };
    }

    private static ValueRule bytes(BytesRules rules) {
        if (rules.hasPattern() || rules.getWellKnownCase() != BytesRules.WellKnownCase.WELLKNOWN_NOT_SET) {
            throw new IllegalStateException("no message uses this rule: " + rules);
        }
        ImmutableSet<ByteString> in = ImmutableSet.copyOf(rules.getInList());
        ImmutableSet<ByteString> notIn = ImmutableSet.copyOf(rules.getNotInList());
        return (value, problems) -> {
            ByteString bytes = (ByteString) value;
            if (bytes.isEmpty() && rules.getIgnoreEmpty()) {
                return;
            }
            int size = bytes.size();
            if (rules.hasLen() && size != rules.getLen()) {
                problems.error("has " + size + " bytes, must have " + rules.getLen());
            }
            if (rules.hasMinLen() && size < rules.getMinLen()) {
                problems.error("has " + size + " bytes, must have at least " + rules.getMinLen());
            }
            if (rules.hasMaxLen() && size > rules.getMaxLen()) {
                problems.error("has " + size + " bytes, must have at most " + rules.getMaxLen());
            }
            boolean unlike = rules.hasConst() && !bytes.equals(rules.getConst())
                    || rules.hasPrefix() && !bytes.startsWith(rules.getPrefix())
                    || rules.hasSuffix() && !bytes.endsWith(rules.getSuffix())
                    || rules.hasContains() && !contains(bytes, rules.getContains())
                    || !in.isEmpty() && !in.contains(bytes)
                    || notIn.contains(bytes);
            if (unlike) {
                problems.error("is not of the bytes that are allowed here");
            }
        };
    }

    private static boolean contains(ByteString bytes, ByteString part) {
        for (int i = 0; i + part.size() <= bytes.size(); i++) {
            if (bytes.substring(i, i + part.size()).equals(part)) {
                return true;
            }
        }
        return false;
    }

    private static ValueRule repeated(FieldDescriptor field, RepeatedRules rules) {
        ValueRule item = rules.hasItems() ? single(field, rules.getItems()) : ValueRule.NONE;
        return (value, problems) -> {
            List<?> items = (List<?>) value;
            if (items.isEmpty() && rules.getIgnoreEmpty()) {
                return;
            }
            if (rules.hasMinItems() && items.size() < rules.getMinItems()) {
                problems.error("has " + items.size() + " items, must have at least " + rules.getMinItems());
            }
            if (rules.hasMaxItems() && items.size() > rules.getMaxItems()) {
                problems.error("has " + items.size() + " items, must have at most " + rules.getMaxItems());
            }
            if (rules.getUnique() && new HashSet<>(items).size() < items.size()) {
                problems.error("has an item twice");
            }
            for (int i = 0; !item.equals(ValueRule.NONE) && i < items.size(); i++) {
                problems.path.index(i);
                item.check(items.get(i), problems);
                problems.path.pop();
            }
        };
    }

    private static ValueRule map(FieldDescriptor field, MapRules rules) {
        FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
        FieldDescriptor entryValue = field.getMessageType().findFieldByNumber(2);
        ValueRule keys = rules.hasKeys() ? single(key, rules.getKeys()) : ValueRule.NONE;
        ValueRule values = rules.hasValues() ? single(entryValue, rules.getValues()) : ValueRule.NONE;
        if (rules.getNoSparse()) {
            throw new IllegalStateException("no message uses this rule: no_sparse");
        }
        return (value, problems) -> {
            List<?> entries = (List<?>) value;
            if (entries.isEmpty() && rules.getIgnoreEmpty()) {
                return;
            }
            if (rules.hasMinPairs() && entries.size() < rules.getMinPairs()) {
                problems.error("has " + entries.size() + " entries, must have at least " + rules.getMinPairs());
            }
            if (rules.hasMaxPairs() && entries.size() > rules.getMaxPairs()) {
                problems.error("has " + entries.size() + " entries, must have at most " + rules.getMaxPairs());
            }
            for (Object item : entries) {
                Message entry = (Message) item;
                problems.path.key(entry.getField(key).toString());
                keys.check(entry.getField(key), problems);
                values.check(entry.getField(entryValue), problems);
                problems.path.pop();
            }
        };
    }
}
