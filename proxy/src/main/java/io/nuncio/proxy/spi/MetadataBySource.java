package io.nuncio.proxy.spi;

import io.nuncio.proxy.spec.MetadataSpec;
import java.util.EnumMap;
import java.util.Map;

/** The metadata that one record has to do with. Confined to the dispatcher of the record. */
final class MetadataBySource {

    private final EnumMap<MetadataSource, MetadataSpec> all = new EnumMap<>(MetadataSource.class);

    MetadataSpec get(MetadataSource source) {
        return all.getOrDefault(source, MetadataSpec.NONE);
    }

    void set(MetadataSource source, MetadataSpec spec) {
        all.put(source, spec);
    }

    /** Each value takes the place of one of its name, the others stay. */
    void note(String namespace, MetadataSpec.Struct values) {
        all.merge(
                MetadataSource.DYNAMIC,
                new MetadataSpec(com.google.common.collect.ImmutableMap.of(namespace, values)),
                (before, more) -> before.with(namespace, values));
    }

    /** As plain values; empty where there are none. Unmodifiable. */
    Map<String, Object> plain(String namespace) {
        MetadataSpec.Struct values = get(MetadataSource.DYNAMIC).namespaces().get(namespace);
        return values == null ? Map.of() : values.toMap();
    }
}
