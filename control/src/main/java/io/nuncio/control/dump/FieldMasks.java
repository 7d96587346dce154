package io.nuncio.control.dump;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.FieldMask;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.FieldMaskUtil;
import io.nuncio.control.load.MessageTypes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A field mask of a query.
 *
 * @param mask as it was asked for
 */
record FieldMasks(FieldMask mask) {

    static FieldMasks parse(String text) {
        return new FieldMasks(FieldMaskUtil.fromString(text));
    }

    /** For messages to people. */
    String text() {
        StringBuilder out = new StringBuilder();
        mask.getPathsList().forEach(path -> out.append("paths: \"").append(path).append("\"\n"));
        return out.toString();
    }

    /** What the mask leaves of a message; empty if it names fields that such a message has not. */
    Optional<Message> trim(Message message) {
        return trim(message, mask);
    }

    /**
     * What the mask leaves of a resource. The resource itself lies in an {@code Any}: what follows the first dot of a path
     * names a field inside of it.
     */
    Optional<Message> trimResource(Message element) {
        Map<String, FieldMask.Builder> inner = new LinkedHashMap<>();
        FieldMask.Builder outer = FieldMask.newBuilder();
        for (String path : mask.getPathsList()) {
            int dot = path.indexOf('.');
            FieldDescriptor field =
                    element.getDescriptorForType().findFieldByName(dot < 0 ? path : path.substring(0, dot));
            if (dot < 0 || field == null || !isAny(field)) {
                outer.addPaths(path);
            } else {
                outer.addPaths(field.getName());
                inner.computeIfAbsent(field.getName(), key -> FieldMask.newBuilder())
                        .addPaths(path.substring(dot + 1));
            }
        }
        Message.Builder out = element.toBuilder();
        for (Map.Entry<String, FieldMask.Builder> each : inner.entrySet()) {
            FieldDescriptor field = element.getDescriptorForType().findFieldByName(each.getKey());
            Any trimmed =
                    trimInside((Any) element.getField(field), each.getValue().build());
            if (trimmed == null) {
                return Optional.empty();
            }
            out.setField(field, trimmed);
        }
        return trim(out.build(), outer.build());
    }

    private static boolean isAny(FieldDescriptor field) {
        return !field.isRepeated()
                && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                && field.getMessageType()
                        .getFullName()
                        .equals(Any.getDescriptor().getFullName());
    }

    private static @Nullable Any trimInside(Any any, FieldMask mask) {
        Message type = MessageTypes.ofUrl(any.getTypeUrl());
        if (type == null) {
            return null;
        }
        try {
            return trim(type.getParserForType().parseFrom(any.getValue()), mask)
                    .map(Any::pack)
                    .orElse(null);
        } catch (InvalidProtocolBufferException e) {
            return null;
        }
    }

    private static Optional<Message> trim(Message message, FieldMask mask) {
        if (!FieldMaskUtil.isValid(message.getDescriptorForType(), mask)) {
            return Optional.empty();
        }
        Message.Builder out = message.newBuilderForType();
        FieldMaskUtil.merge(mask, message, out);
        return Optional.of(out.build());
    }
}
