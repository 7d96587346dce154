package io.nuncio.control.translate.route;

import com.google.common.collect.ImmutableMap;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.route.v3.FilterConfig;
import io.nuncio.control.translate.Place;
import io.nuncio.proxy.spec.Opaque;
import io.nuncio.proxy.spec.route.FilterConfigSpec;
import io.nuncio.proxy.spi.TypedConfig;
import java.util.Map;
import java.util.TreeMap;

/** Configurations of filters for a part of a table; they are bound to the filters when the connection manager is known. */
final class FilterConfigs {

    private static final String WRAPPER = FilterConfig.getDescriptor().getFullName();

    private FilterConfigs() {}

    static ImmutableMap<String, FilterConfigSpec> read(Map<String, Any> configs, Place place) {
        ImmutableMap.Builder<String, FilterConfigSpec> all = ImmutableMap.builder();
        new TreeMap<>(configs).forEach((name, config) -> {
            Place where = place.at("typed_per_filter_config[\"" + name + "\"]");
            if (config.getTypeUrl().endsWith("/" + WRAPPER)) {
                all.put(name, unwrap(name, config, where));
            } else {
                all.put(name, spec(config, false, false));
            }
        });
        return all.buildOrThrow();
    }

    private static FilterConfigSpec unwrap(String name, Any config, Place place) {
        try {
            FilterConfig wrapper = FilterConfig.parseFrom(config.getValue());
            if (!wrapper.hasConfig() && !wrapper.getDisabled()) {
                place.error("Empty route/virtual host per filter configuration for " + name + " filter");
            }
            return spec(wrapper.getConfig(), wrapper.getIsOptional(), wrapper.getDisabled());
        } catch (InvalidProtocolBufferException e) {
            place.error("is no message of the type " + WRAPPER + ": " + e.getMessage());
            return spec(config, false, false);
        }
    }

    private static FilterConfigSpec spec(Any config, boolean optional, boolean disabled) {
        TypedConfig typed =
                new TypedConfig(config.getTypeUrl(), config.getValue().toByteArray());
        return new FilterConfigSpec(typed.typeUrl(), Opaque.of(typed), optional, disabled);
    }
}
