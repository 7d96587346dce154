package io.nuncio.control.dump;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import io.nuncio.control.load.MessageTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import udpa.annotations.Sensitive;

/**
 * Takes secrets out of messages: what the API marks as sensitive, also inside of {@code Any}. On its way it learns the
 * types that a printer needs. One object a dump.
 */
final class Redaction {

    private static final String REDACTED = "[redacted]";

    private final TypeRegistry.Builder types = TypeRegistry.newBuilder();

    /** The types inside of all {@code Any} seen. */
    TypeRegistry types() {
        return types.build();
    }

    /** The same without secrets. */
    Message redact(Message message) {
        return redact(message, false);
    }

    private Message redact(Message message, boolean inSecret) {
        if (message instanceof Any any) {
            return redact(any, inSecret);
        }
        Message.Builder out = message.toBuilder();
        for (Map.Entry<FieldDescriptor, Object> each : message.getAllFields().entrySet()) {
            FieldDescriptor field = each.getKey();
            boolean secret = inSecret || field.getOptions().getExtension(Sensitive.sensitive);
            if (field.isRepeated()) {
                List<Object> values = new ArrayList<>();
                for (Object value : (List<?>) each.getValue()) {
                    values.add(redacted(field, value, secret));
                }
                out.setField(field, values);
            } else {
                out.setField(field, redacted(field, each.getValue(), secret));
            }
        }
        return out.build();
    }

    private Object redacted(FieldDescriptor field, Object value, boolean secret) {
        if (value instanceof Message inner) {
            return redact(inner, secret);
        }
        if (!secret) {
            return value;
        }
        return switch (field.getJavaType()) {
            case STRING -> REDACTED;
            case BYTE_STRING -> ByteString.copyFromUtf8(REDACTED);
            default -> field.getDefaultValue();
        };
    }

    /** An {@code Any} of a type that is not known cannot be shown, and becomes an empty one. */
    private Any redact(Any any, boolean inSecret) {
        Message type = MessageTypes.ofUrl(any.getTypeUrl());
        if (type == null) {
            return Any.getDefaultInstance();
        }
        types.add(type.getDescriptorForType());
        try {
            Message inner = type.getParserForType().parseFrom(any.getValue());
            return Any.newBuilder()
                    .setTypeUrl(any.getTypeUrl())
                    .setValue(redact(inner, inSecret).toByteString())
                    .build();
        } catch (InvalidProtocolBufferException e) {
            return Any.getDefaultInstance();
        }
    }
}
