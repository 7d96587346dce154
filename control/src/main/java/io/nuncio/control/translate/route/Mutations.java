package io.nuncio.control.translate.route;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster.ClusterWeight;
import io.nuncio.control.translate.Place;
import io.nuncio.proxy.spec.Opaque;
import io.nuncio.proxy.spec.format.FormatException;
import io.nuncio.proxy.spec.format.FormatText;
import io.nuncio.proxy.spec.format.FormatText.Literal;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.route.HeaderMutationsSpec;
import io.nuncio.proxy.spec.route.HeaderMutationsSpec.Addition;
import io.nuncio.proxy.spec.route.HeaderMutationsSpec.Append;
import io.nuncio.proxy.spi.format.Format;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes of header fields, at each of the four levels where they can stand. */
final class Mutations {

    private static final String REQUEST = "request_headers_to_";
    private static final String RESPONSE = "response_headers_to_";

    private Mutations() {}

    static HeaderMutationsSpec requests(RouteConfiguration message, Place place) {
        return read(message.getRequestHeadersToRemoveList(), message.getRequestHeadersToAddList(), REQUEST, place);
    }

    static HeaderMutationsSpec responses(RouteConfiguration message, Place place) {
        return read(message.getResponseHeadersToRemoveList(), message.getResponseHeadersToAddList(), RESPONSE, place);
    }

    static HeaderMutationsSpec requests(VirtualHost message, Place place) {
        return read(message.getRequestHeadersToRemoveList(), message.getRequestHeadersToAddList(), REQUEST, place);
    }

    static HeaderMutationsSpec responses(VirtualHost message, Place place) {
        return read(message.getResponseHeadersToRemoveList(), message.getResponseHeadersToAddList(), RESPONSE, place);
    }

    static HeaderMutationsSpec requests(Route message, Place place) {
        return read(message.getRequestHeadersToRemoveList(), message.getRequestHeadersToAddList(), REQUEST, place);
    }

    static HeaderMutationsSpec responses(Route message, Place place) {
        return read(message.getResponseHeadersToRemoveList(), message.getResponseHeadersToAddList(), RESPONSE, place);
    }

    static HeaderMutationsSpec requests(ClusterWeight message, Place place) {
        return read(message.getRequestHeadersToRemoveList(), message.getRequestHeadersToAddList(), REQUEST, place);
    }

    static HeaderMutationsSpec responses(ClusterWeight message, Place place) {
        return read(message.getResponseHeadersToRemoveList(), message.getResponseHeadersToAddList(), RESPONSE, place);
    }

    private static HeaderMutationsSpec read(
            List<String> remove, List<HeaderValueOption> add, String fields, Place place) {
        if (remove.isEmpty() && add.isEmpty()) {
            return HeaderMutationsSpec.NONE;
        }
        ImmutableList.Builder<HeaderName> removals = ImmutableList.builder();
        for (int i = 0; i < remove.size(); i++) {
            if (isProtected(remove.get(i))) {
                place.error(fields + "remove[" + i + "]", ":-prefixed or host headers may not be removed");
            } else {
                removals.add(HeaderName.of(remove.get(i)));
            }
        }
        ImmutableList.Builder<Addition> additions = ImmutableList.builder();
        for (int i = 0; i < add.size(); i++) {
            Addition addition = addition(add.get(i), place.at(fields + "add", i));
            if (addition != null) {
                additions.add(addition);
            }
        }
        return new HeaderMutationsSpec(removals.build(), additions.build());
    }

    /** The parts of the request line, {@code host} among them, change by rewrites only. */
    private static boolean isProtected(String name) {
        return HeaderName.of(name).pseudo();
    }

    private static @Nullable Addition addition(HeaderValueOption message, Place place) {
        HeaderValue header = message.getHeader();
        if (isProtected(header.getKey())) {
            place.error("header.key", ":-prefixed or host headers may not be modified");
            return null;
        }
        Append append = append(message, place);
        ByteString bytes = header.getValue().isEmpty() ? header.getRawValue() : header.getValueBytes();
        // One character a byte, so that no byte of a raw value is lost.
        String value = bytes.toString(StandardCharsets.ISO_8859_1);
        try {
            Optional<String> literal = literal(FormatText.parse(value));
            return new Addition(
                    HeaderName.of(header.getKey()),
                    literal.orElse(value),
                    literal.isPresent()
                            ? Optional.empty()
                            : Optional.of(Opaque.of(Format.compile(bytes.toStringUtf8(), true))),
                    append,
                    message.getKeepEmptyValue());
        } catch (FormatException e) {
            place.error("header.value", e.reason());
            return null;
        }
    }

    /** The text if it has no command. */
    private static Optional<String> literal(FormatText text) {
        if (text.parts().isEmpty()) {
            return Optional.of("");
        }
        return text.parts().size() == 1 && text.parts().getFirst() instanceof Literal only
                ? Optional.of(only.text())
                : Optional.empty();
    }

    @SuppressWarnings("deprecation") // the old form is still in use
    private static Append append(HeaderValueOption message, Place place) {
        Append action = switch (message.getAppendAction()) {
            case ADD_IF_ABSENT -> Append.ADD_IF_ABSENT;
            case OVERWRITE_IF_EXISTS -> Append.OVERWRITE_IF_EXISTS;
            case OVERWRITE_IF_EXISTS_OR_ADD -> Append.OVERWRITE_IF_EXISTS_OR_ADD;
            default -> Append.APPEND_IF_EXISTS_OR_ADD;
        };
        if (!message.hasAppend()) {
            return action;
        }
        if (action != Append.APPEND_IF_EXISTS_OR_ADD) {
            place.error("append", "Both append and append_action are set and it's not allowed");
        }
        return message.getAppend().getValue() ? Append.APPEND_IF_EXISTS_OR_ADD : Append.OVERWRITE_IF_EXISTS_OR_ADD;
    }
}
