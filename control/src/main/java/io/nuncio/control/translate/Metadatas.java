package io.nuncio.control.translate;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.nuncio.proxy.spec.MetadataSpec;

/** Envoy's {@code Metadata} to {@link MetadataSpec}. */
public final class Metadatas {

    private Metadatas() {}

    /** Reads {@code message}; its {@code typed_filter_metadata} is for extensions that do not exist here. */
    public static MetadataSpec read(Metadata message) {
        if (message.getFilterMetadataCount() == 0) {
            return MetadataSpec.NONE;
        }
        ImmutableMap.Builder<String, MetadataSpec.Struct> namespaces = ImmutableMap.builder();
        message.getFilterMetadataMap().forEach((name, struct) -> namespaces.put(name, struct(struct)));
        return new MetadataSpec(namespaces.buildOrThrow());
    }

    private static MetadataSpec.Struct struct(Struct message) {
        ImmutableMap.Builder<String, MetadataSpec.Value> fields = ImmutableMap.builder();
        message.getFieldsMap().forEach((key, value) -> fields.put(key, value(value)));
        return new MetadataSpec.Struct(fields.buildOrThrow());
    }

    private static MetadataSpec.Value value(Value message) {
        return switch (message.getKindCase()) {
            case NUMBER_VALUE -> new MetadataSpec.Decimal(message.getNumberValue());
            case STRING_VALUE -> new MetadataSpec.Text(message.getStringValue());
            case BOOL_VALUE -> new MetadataSpec.Flag(message.getBoolValue());
            case STRUCT_VALUE -> struct(message.getStructValue());
            case LIST_VALUE ->
                new MetadataSpec.Sequence(message.getListValue().getValuesList().stream()
                        .map(Metadatas::value)
                        .collect(ImmutableList.<MetadataSpec.Value>toImmutableList()));
            case NULL_VALUE, KIND_NOT_SET -> new MetadataSpec.Null();
        };
    }
}
