package io.nuncio.server.admin;

import com.google.common.collect.ImmutableList;
import io.nuncio.kernel.stats.Counter;
import io.nuncio.kernel.stats.Gauge;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.proxy.spec.bootstrap.RuntimeSpec;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The values of the runtime, layer by layer, with those that the admin has set. Main only. */
public final class RuntimeLayers {

    /** How many values the admin may set: enough for people, not for a mistake. */
    static final int OVERRIDES_MAX = 10_000;

    private final ImmutableList<RuntimeSpec.Layer> layers;
    private final TreeMap<String, String> overrides = new TreeMap<>();
    private final Counter loads;
    private final Counter noFolder;
    private final Gauge keys;
    private final Gauge overridden;

    /** Layers as configured, without overrides; Envoy's statistics of them stand in {@code stats}. */
    public RuntimeLayers(RuntimeSpec spec, StatStore stats) {
        layers = spec.layers();
        loads = stats.counter("runtime.load_success");
        noFolder = stats.counter("runtime.override_dir_not_exists");
        keys = stats.gauge("runtime.num_keys");
        overridden = stats.gauge("runtime.admin_overrides_active");
        stats.gauge("runtime.num_layers").set(layers.size());
        stats.gauge("runtime.deprecated_feature_seen_since_process_start").set(0);
        for (String counter : new String[] {"deprecated_feature_use", "load_error", "override_dir_exists"}) {
            stats.counter("runtime." + counter);
        }
        loaded();
    }

    /** The names of the layers, lowest first. */
    List<String> layers() {
        return layers.stream().map(RuntimeSpec.Layer::name).toList();
    }

    /** The keys that any layer has. */
    SortedSet<String> keys() {
        SortedSet<String> all = new TreeSet<>(overrides.keySet());
        for (RuntimeSpec.Layer layer : layers) {
            if (layer instanceof RuntimeSpec.StaticLayer values) {
                all.addAll(values.values().keySet());
            }
        }
        return all;
    }

    /** The value that a layer has for a key, as text; empty if it has none. */
    String value(String layer, String key) {
        for (RuntimeSpec.Layer each : layers) {
            if (each.name().equals(layer)) {
                return switch (each) {
                    case RuntimeSpec.StaticLayer values ->
                        unquoted(values.values().getOrDefault(key, ""));
                    case RuntimeSpec.AdminLayer admin -> overrides.getOrDefault(key, "");
                };
            }
        }
        return "";
    }

    /**
     * Sets values in the layer of the admin; an empty one takes an earlier one away.
     *
     * @return false, and nothing happens, if there is no such layer or no room
     */
    boolean override(List<Map.Entry<String, String>> changes) {
        boolean layered = layers.stream().anyMatch(RuntimeSpec.AdminLayer.class::isInstance);
        if (!layered || overrides.size() + changes.size() > OVERRIDES_MAX) {
            return false;
        }
        for (Map.Entry<String, String> each : changes) {
            if (each.getValue().isEmpty()) {
                overrides.remove(each.getKey());
            } else {
                overrides.put(each.getKey(), each.getValue());
            }
        }
        loaded();
        return true;
    }

    private void loaded() {
        loads.inc();
        noFolder.inc();
        keys.set(keys().size());
        overridden.set(overrides.isEmpty() ? 0 : 1);
    }

    /** A value as people wrote it, out of canonical JSON. */
    private static String unquoted(String json) {
        return json.length() >= 2 && json.startsWith("\"") && json.endsWith("\"")
                ? json.substring(1, json.length() - 1)
                : json;
    }
}
