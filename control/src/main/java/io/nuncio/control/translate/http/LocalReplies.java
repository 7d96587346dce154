package io.nuncio.control.translate.http;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.SubstitutionFormatString;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.LocalReplyConfig;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.ResponseMapper;
import io.nuncio.control.translate.Place;
import io.nuncio.proxy.downstream.http.LocalReplyRules;
import io.nuncio.proxy.downstream.http.LocalReplyRules.Action;
import io.nuncio.proxy.spec.format.FormatException;
import io.nuncio.proxy.spi.accesslog.AccessLogFilter;
import io.nuncio.proxy.spi.format.Format;
import io.nuncio.proxy.spi.format.JsonFormat;
import io.nuncio.proxy.spi.format.LineFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Envoy's {@code LocalReplyConfig}. */
final class LocalReplies {

    private LocalReplies() {}

    static LocalReplyRules read(LocalReplyConfig message, Place place) {
        ImmutableList.Builder<LocalReplyRules.Mapper> mappers = ImmutableList.builder();
        for (int i = 0; i < message.getMappersCount(); i++) {
            LocalReplyRules.Mapper mapper = mapper(message.getMappers(i), place.at("mappers", i));
            if (mapper != null) {
                mappers.add(mapper);
            }
        }
        return new LocalReplyRules(
                mappers.build(), body(message.hasBodyFormat(), message.getBodyFormat(), place.at("body_format")));
    }

    private static LocalReplyRules.@Nullable Mapper mapper(ResponseMapper message, Place place) {
        AccessLogFilter filter = place.accessLogFilter("filter", message.getFilter());
        ImmutableList.Builder<LocalReplyRules.Field> headers = ImmutableList.builder();
        for (int i = 0; i < message.getHeadersToAddCount(); i++) {
            LocalReplyRules.Field field = field(message.getHeadersToAdd(i), place.at("headers_to_add", i));
            if (field != null) {
                headers.add(field);
            }
        }
        Optional<String> text =
                message.hasBody() ? Optional.ofNullable(data(message.getBody(), place.at("body"))) : Optional.empty();
        return filter == null
                ? null
                : new LocalReplyRules.Mapper(
                        filter::takes,
                        message.hasStatusCode()
                                ? OptionalInt.of(message.getStatusCode().getValue())
                                : OptionalInt.empty(),
                        text,
                        body(
                                message.hasBodyFormatOverride(),
                                message.getBodyFormatOverride(),
                                place.at("body_format_override")),
                        headers.build());
    }

    private static LocalReplyRules.@Nullable Field field(HeaderValueOption message, Place place) {
        LineFormat value = text(message.getHeader().getValue(), false, place.at("header.value"));
        return value == null
                ? null
                : new LocalReplyRules.Field(
                        message.getHeader().getKey().toLowerCase(Locale.ROOT),
                        value,
                        action(message),
                        message.getKeepEmptyValue());
    }

    @SuppressWarnings("deprecation") // old forms are still in use
    private static Action action(HeaderValueOption message) {
        if (message.hasAppend()) {
            return message.getAppend().getValue() ? Action.APPEND_IF_EXISTS_OR_ADD : Action.OVERWRITE_IF_EXISTS_OR_ADD;
        }
        return switch (message.getAppendAction()) {
            case ADD_IF_ABSENT -> Action.ADD_IF_ABSENT;
            case OVERWRITE_IF_EXISTS_OR_ADD -> Action.OVERWRITE_IF_EXISTS_OR_ADD;
            case OVERWRITE_IF_EXISTS -> Action.OVERWRITE_IF_EXISTS;
            default -> Action.APPEND_IF_EXISTS_OR_ADD;
        };
    }

    @SuppressWarnings("deprecation") // old forms are still in use
    private static Optional<LocalReplyRules.Body> body(boolean given, SubstitutionFormatString message, Place place) {
        if (!given) {
            return Optional.empty();
        }
        boolean json = message.hasJsonFormat();
        LineFormat format = switch (message.getFormatCase()) {
            case JSON_FORMAT -> json(message.getJsonFormat(), message.getOmitEmptyValues(), place.at("json_format"));
            case TEXT_FORMAT -> text(message.getTextFormat(), message.getOmitEmptyValues(), place.at("text_format"));
            case TEXT_FORMAT_SOURCE -> {
                String text = data(message.getTextFormatSource(), place.at("text_format_source"));
                yield text == null ? null : text(text, message.getOmitEmptyValues(), place.at("text_format_source"));
            }
            case FORMAT_NOT_SET -> null; // refused by the rules of the message
        };
        String usual = json ? "application/json" : "text/plain";
        String type = message.getContentType().isEmpty() ? usual : message.getContentType();
        return Optional.ofNullable(format).map(known -> new LocalReplyRules.Body(known, type));
    }

    private static @Nullable LineFormat text(String format, boolean omitEmpty, Place place) {
        try {
            return Format.compile(format, omitEmpty);
        } catch (FormatException e) {
            place.error(e.reason());
            return null;
        }
    }

    private static @Nullable LineFormat json(Struct format, boolean omitEmpty, Place place) {
        try {
            return JsonFormat.compile(map(format), omitEmpty);
        } catch (FormatException e) {
            place.error(e.reason());
            return null;
        }
    }

    private static Map<String, @Nullable Object> map(Struct struct) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        struct.getFieldsMap().forEach((key, value) -> map.put(key, plain(value)));
        return map;
    }

    private static @Nullable Object plain(Value value) {
        return switch (value.getKindCase()) {
            case STRING_VALUE -> value.getStringValue();
            case NUMBER_VALUE -> value.getNumberValue();
            case BOOL_VALUE -> value.getBoolValue();
            case STRUCT_VALUE -> map(value.getStructValue());
            case LIST_VALUE -> {
                List<@Nullable Object> list = new ArrayList<>();
                value.getListValue().getValuesList().forEach(each -> list.add(plain(each)));
                yield list;
            }
            case NULL_VALUE, KIND_NOT_SET -> null;
        };
    }

    /** A text of which each byte is one character. */
    private static @Nullable String data(DataSource source, Place place) {
        return switch (source.getSpecifierCase()) {
            case INLINE_STRING -> source.getInlineStringBytes().toString(StandardCharsets.ISO_8859_1);
            case INLINE_BYTES -> source.getInlineBytes().toString(StandardCharsets.ISO_8859_1);
            case ENVIRONMENT_VARIABLE -> {
                String value = System.getenv(source.getEnvironmentVariable());
                if (value == null) {
                    place.error("Environment variable doesn't exist: " + source.getEnvironmentVariable());
                }
                yield value;
            }
            case FILENAME -> file(source.getFilename(), place);
            case SPECIFIER_NOT_SET -> "";
        };
    }

    private static @Nullable String file(String name, Place place) {
        try {
            return Files.readString(Path.of(name), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            place.error("cannot read " + name + ": " + e);
            return null;
        }
    }
}
