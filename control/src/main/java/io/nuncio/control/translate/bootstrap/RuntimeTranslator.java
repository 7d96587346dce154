package io.nuncio.control.translate.bootstrap;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.bootstrap.v3.LayeredRuntime;
import io.envoyproxy.envoy.config.bootstrap.v3.RuntimeLayer;
import io.nuncio.control.translate.Place;
import io.nuncio.proxy.spec.bootstrap.RuntimeSpec;
import io.nuncio.proxy.spec.bootstrap.RuntimeSpec.AdminLayer;
import io.nuncio.proxy.spec.bootstrap.RuntimeSpec.Layer;
import io.nuncio.proxy.spec.bootstrap.RuntimeSpec.StaticLayer;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The layers of the runtime. */
final class RuntimeTranslator {

    /** Up to here a double holds each whole number. */
    private static final double WHOLE_MAX = 1L << 53;

    private RuntimeTranslator() {}

    static RuntimeSpec read(LayeredRuntime message, Place place) {
        ImmutableList.Builder<Layer> layers = ImmutableList.builder();
        Set<String> names = new HashSet<>();
        boolean admin = false;
        for (int i = 0; i < message.getLayersCount(); i++) {
            RuntimeLayer layer = message.getLayers(i);
            Place at = place.at("layers", i);
            if (!names.add(layer.getName())) {
                at.error("name", "there is another layer '" + layer.getName() + "' before this one");
            }
            if (layer.hasStaticLayer()) {
                Map<String, String> values = new TreeMap<>();
                flatten("", layer.getStaticLayer(), values, at.at("static_layer"));
                values.keySet().stream()
                        .filter(RuntimeTranslator::isSwitch)
                        .forEach(key -> at.at("static_layer")
                                .warning(key, "is a switch of Envoy's own code, and nothing here asks for it"));
                layers.add(new StaticLayer(layer.getName(), ImmutableMap.copyOf(values)));
            } else if (layer.hasAdminLayer()) {
                if (admin) {
                    at.error("admin_layer", "there can be one only");
                }
                admin = true;
                layers.add(new AdminLayer(layer.getName()));
            }
        }
        return new RuntimeSpec(layers.build());
    }

    private static boolean isSwitch(String key) {
        return key.startsWith("envoy.reloadable_features.") || key.startsWith("envoy.restart_features.");
    }

    private static void flatten(String prefix, Struct message, Map<String, String> into, Place place) {
        message.getFieldsMap().forEach((key, value) -> {
            String name = prefix.isEmpty() ? key : prefix + "." + key;
            switch (value.getKindCase()) {
                case NUMBER_VALUE, BOOL_VALUE, STRING_VALUE -> into.put(name, json(value));
                case STRUCT_VALUE -> {
                    if (isFraction(value.getStructValue())) {
                        into.put(name, json(value));
                    } else {
                        flatten(name, value.getStructValue(), into, place);
                    }
                }
                default ->
                    place.error(name, "is neither a number, a text, true or false, a fraction nor a group of such");
            }
        });
    }

    /** What Envoy takes for a {@code FractionalPercent} instead of a group of keys. */
    private static boolean isFraction(Struct message) {
        return message.getFieldsMap().containsKey("numerator")
                || message.getFieldsMap().containsKey("denominator");
    }

    /** JSON with whole numbers written as such. */
    private static String json(Value value) {
        double number = value.getNumberValue();
        if (value.hasNumberValue() && number == Math.rint(number) && Math.abs(number) < WHOLE_MAX) {
            return Long.toString((long) number);
        }
        try {
            return JsonFormat.printer()
                    .omittingInsignificantWhitespace()
                    .sortingMapKeys()
                    .print(value);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a Value holds no Any that could be unknown", e);
        }
    }
}
