package io.nuncio.proxy.spi.format;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.nuncio.proxy.spec.MetadataSpec;
import io.nuncio.proxy.spec.format.FormatException;
import io.nuncio.proxy.spec.format.FormatText.Command;
import io.nuncio.proxy.spi.MetadataSource;
import io.nuncio.proxy.spi.format.Writers.Maker;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Values of metadata. A text stands as it is, everything else as JSON; {@code null} counts as no value, as in Envoy. Alone
 * in a JSON format a value keeps its type.
 */
final class MetadataCommands {

    /** Whole numbers up to here are exact, and are written without a fraction. */
    private static final double WHOLE_MAX = 1e15;

    static final ImmutableMap<String, Maker> MAKERS = ImmutableMap.of(
            "DYNAMIC_METADATA", command -> of(MetadataSource.DYNAMIC, Writers.required(command)),
            "CLUSTER_METADATA", command -> of(MetadataSource.CLUSTER, Writers.required(command)),
            "UPSTREAM_METADATA", command -> of(MetadataSource.UPSTREAM_HOST, Writers.required(command)),
            "METADATA", MetadataCommands::any);

    private MetadataCommands() {}

    private static Writer any(Command command) throws FormatException {
        String argument = command.argument().orElse("");
        int colon = argument.indexOf(':');
        String kind = colon < 0 ? argument : argument.substring(0, colon);
        for (MetadataSource source : MetadataSource.values()) {
            if (source.name().equals(kind)) {
                return of(source, colon < 0 ? "" : argument.substring(colon + 1));
            }
        }
        throw new FormatException(kind + " is not supported type of metadata");
    }

    private static Writer of(MetadataSource source, String argument) {
        List<String> parts = Arrays.asList(argument.split(":", -1));
        return new Of(source, parts.getFirst(), ImmutableList.copyOf(parts.subList(1, parts.size())));
    }

    private record Of(MetadataSource source, String namespace, ImmutableList<String> path) implements Writer {
        @Override
        public boolean write(FormatInput input, TextSink sink) {
            MetadataSpec.Value value = input.info().metadata(source).find(namespace, path);
            switch (value) {
                case null -> {
                    return false;
                }
                case MetadataSpec.Null ignored -> {
                    return false;
                }
                case MetadataSpec.Text text -> sink.text(text.value());
                default -> json(value, sink);
            }
            return true;
        }

        @Override
        public Kind kind() {
            return Kind.OF_VALUE;
        }

        @Override
        public boolean isJson(FormatInput input) {
            return !(input.info().metadata(source).find(namespace, path) instanceof MetadataSpec.Text);
        }
    }

    private static void json(MetadataSpec.Value value, TextSink sink) {
        switch (value) {
            case MetadataSpec.Null ignored -> sink.text("null");
            case MetadataSpec.Flag flag -> sink.text(flag.value() ? "true" : "false");
            case MetadataSpec.Decimal number -> number(number.value(), sink);
            case MetadataSpec.Text text -> quoted(text.value(), sink);
            case MetadataSpec.Sequence sequence -> {
                sink.ascii('[');
                for (int i = 0; i < sequence.values().size(); i++) {
                    if (i > 0) {
                        sink.ascii(',');
                    }
                    json(sequence.values().get(i), sink);
                }
                sink.ascii(']');
            }
            case MetadataSpec.Struct struct -> {
                sink.ascii('{');
                boolean first = true;
                for (Map.Entry<String, MetadataSpec.Value> field :
                        struct.fields().entrySet()) {
                    if (!first) {
                        sink.ascii(',');
                    }
                    first = false;
                    quoted(field.getKey(), sink);
                    sink.ascii(':');
                    json(field.getValue(), sink);
                }
                sink.ascii('}');
            }
        }
    }

    private static void number(double value, TextSink sink) {
        if (value == Math.rint(value) && Math.abs(value) < WHOLE_MAX) {
            sink.number((long) value);
        } else {
            sink.text(Double.toString(value));
        }
    }

    private static void quoted(String text, TextSink sink) {
        sink.ascii('"');
        int from = sink.length();
        sink.text(text);
        sink.escapeJson(from);
        sink.ascii('"');
    }
}
