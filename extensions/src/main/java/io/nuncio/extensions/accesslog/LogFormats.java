package io.nuncio.extensions.accesslog;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.SubstitutionFormatString;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.proxy.spec.format.FormatException;
import io.nuncio.proxy.spi.ParseContext;
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
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compiles the formats of a configuration; what is wrong with them is recorded with its field. */
@OnMain
public final class LogFormats {

    private LogFormats() {}

    /** Envoy's default format. */
    public static LineFormat defaultFormat() {
        try {
            return Format.compile(Format.DEFAULT_TEXT, false);
        } catch (FormatException e) {
            throw new IllegalStateException("the default format does not compile", e);
        }
    }

    /** A plain text format; null if an error was recorded at {@code field}. */
    public static @Nullable LineFormat text(String format, String field, ParseContext context) {
        try {
            return Format.compile(format, false);
        } catch (FormatException e) {
            context.error(field, e.reason());
            return null;
        }
    }

    /** A JSON format; null if an error was recorded at {@code field}. */
    public static @Nullable LineFormat json(Struct format, boolean omitEmpty, String field, ParseContext context) {
        try {
            return JsonFormat.compile(map(format), omitEmpty);
        } catch (FormatException e) {
            context.error(field, e.reason());
            return null;
        }
    }

    /** Envoy's {@code SubstitutionFormatString}; null if an error was recorded below {@code field}. */
    @SuppressWarnings("deprecation") // Envoy still takes text_format
    public static @Nullable LineFormat substitution(
            SubstitutionFormatString format, String field, ParseContext context) {
        ParseContext place = context.at(field);
        boolean omitEmpty = format.getOmitEmptyValues();
        return switch (format.getFormatCase()) {
            case JSON_FORMAT -> json(format.getJsonFormat(), omitEmpty, "json_format", place);
            case TEXT_FORMAT -> compiled(format.getTextFormat(), omitEmpty, "text_format", place);
            case TEXT_FORMAT_SOURCE -> {
                String text = read(format.getTextFormatSource(), place);
                yield text == null ? null : compiled(text, omitEmpty, "text_format_source", place);
            }
            case FORMAT_NOT_SET -> defaultFormat();
        };
    }

    private static @Nullable LineFormat compiled(String text, boolean omitEmpty, String field, ParseContext place) {
        try {
            return Format.compile(text, omitEmpty);
        } catch (FormatException e) {
            place.error(field, e.reason());
            return null;
        }
    }

    private static @Nullable String read(DataSource source, ParseContext place) {
        return switch (source.getSpecifierCase()) {
            case INLINE_STRING -> source.getInlineString();
            case INLINE_BYTES -> utf8(source.getInlineBytes());
            case FILENAME -> readFile(source.getFilename(), place);
            case ENVIRONMENT_VARIABLE -> {
                String value = System.getenv(source.getEnvironmentVariable());
                if (value == null) {
                    place.error(
                            "text_format_source.environment_variable",
                            "the environment variable " + source.getEnvironmentVariable() + " is not set");
                }
                yield value;
            }
            case SPECIFIER_NOT_SET -> "";
        };
    }

    private static @Nullable String readFile(String name, ParseContext place) {
        try {
            return Files.readString(Path.of(name));
        } catch (IOException e) {
            place.error("text_format_source.filename", "cannot read " + name + ": " + e);
            return null;
        }
    }

    private static String utf8(ByteString bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
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
}
