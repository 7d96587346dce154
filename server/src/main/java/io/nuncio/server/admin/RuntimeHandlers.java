package io.nuncio.server.admin;

import com.google.common.collect.ImmutableListMultimap;
import java.util.List;

/** {@code /runtime} and {@code /runtime_modify}. */
final class RuntimeHandlers {

    private static final String USAGE = """
            usage: /runtime_modify?key1=value1&key2=value2&keyN=valueN
                   or send the parameters as form values
            use an empty value to remove a previously added override""";

    private final RuntimeLayers runtime;

    private RuntimeHandlers(RuntimeLayers runtime) {
        this.runtime = runtime;
    }

    static void addTo(AdminTable table, RuntimeLayers runtime) {
        RuntimeHandlers handlers = new RuntimeHandlers(runtime);
        table.read("/runtime", "print runtime values", request -> AdminResponse.json(handlers.json()));
        table.write(
                "/runtime_modify",
                "Adds or modifies runtime values as passed in query parameters. To delete a previously added key, use"
                        + " an empty string as the value. Note that deletion only applies to overrides added via this"
                        + " endpoint; values loaded from disk can be modified via override but not deleted. E.g."
                        + " ?key1=value1&key2=value2...",
                handlers::modify);
    }

    private String json() {
        List<String> layers = runtime.layers();
        Json json = new Json().open('{').key("layers").open('[');
        layers.forEach(json::text);
        json.close(']').key("entries").open('{');
        for (String key : runtime.keys()) {
            json.key(key).open('{').key("layer_values").open('[');
            String last = "";
            for (String layer : layers) {
                String value = runtime.value(layer, key);
                json.text(value);
                last = value.isEmpty() ? last : value;
            }
            json.close(']').key("final_value").text(last).close('}');
        }
        return json.close('}').close('}') + "\n";
    }

    private AdminResponse modify(AdminRequest request) {
        ImmutableListMultimap<String, String> parameters = request.query().isEmpty() ? request.form() : request.query();
        if (parameters.isEmpty()) {
            return AdminResponse.text(400, USAGE);
        }
        if (!runtime.override(parameters.entries().asList())) {
            return AdminResponse.text(503, "No admin layer specified");
        }
        return AdminResponse.ok();
    }
}
