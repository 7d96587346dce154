package io.nuncio.extensions.http.headertometadata;

import com.google.common.collect.ImmutableMap;
import io.nuncio.filter.inline.MutableHeaders;
import io.nuncio.filter.thread.AnyThread;
import io.nuncio.proxy.spec.MetadataSpec;
import io.nuncio.proxy.spec.route.RegexRewriteSpec;
import io.nuncio.proxy.spi.StreamInfo;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one field.
 *
 * @param source a field, or a cookie in one
 * @param present what is noted if it is there
 * @param missing what is noted if it is not
 * @param removes whether the field is taken away
 */
@AnyThread
record Rule(Source source, Optional<Note> present, Optional<Note> missing, boolean removes) {

    /** Longer values are not noted, as in Envoy. */
    private static final int VALUE_CHARS_MAX = 8 * 1024;

    /**
     * Where a value stands.
     *
     * @param name of the field, or of the cookie
     * @param cookie whether it is a cookie
     */
    record Source(String name, boolean cookie) {}

    /** How a value is read. */
    enum Kind {
        TEXT,
        NUMBER
    }

    /**
     * Where a value is put.
     *
     * @param value stands for that of the field; empty: the field's own
     * @param rewrite changes the field's value
     * @param base64 whether the value is decoded first
     */
    record Note(
            String namespace, String key, String value, Optional<RegexRewriteSpec> rewrite, Kind kind, boolean base64) {

        void apply(String found, StreamInfo info) {
            String text = rewrite.isPresent() ? rewrite.get().replaceAll(found) : value.isEmpty() ? utf8(found) : value;
            MetadataSpec.Value noted =
                    text.isEmpty() || text.length() > VALUE_CHARS_MAX ? null : read(base64 ? decoded(text) : text);
            if (noted != null) {
                info.noteMetadata(namespace, new MetadataSpec.Struct(ImmutableMap.of(key, noted)));
            }
        }

        private MetadataSpec.@Nullable Value read(@Nullable String text) {
            if (text == null || kind == Kind.TEXT) {
                return text == null ? null : new MetadataSpec.Text(text);
            }
            try {
                return new MetadataSpec.Decimal(Double.parseDouble(text.strip()));
            } catch (NumberFormatException e) {
                return null;
            }
        }

        private static @Nullable String decoded(String text) {
            try {
                return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                return null;
            }
        }

        /** The value of a field holds a character for each byte. */
        private static String utf8(String value) {
            return new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        }
    }

    void apply(MutableHeaders headers, StreamInfo info) {
        String found = source.cookie() ? cookie(headers) : field(headers);
        if (found != null && removes && !source.cookie()) {
            headers.remove(source.name());
        }
        Optional<Note> note = found == null ? missing : present;
        note.ifPresent(each -> each.apply(found == null ? "" : found, info));
    }

    private @Nullable String field(MutableHeaders headers) {
        List<String> values = headers.all(source.name());
        return values.isEmpty() ? null : String.join(",", values);
    }

    private @Nullable String cookie(MutableHeaders headers) {
        for (String field : headers.all("cookie")) {
            for (String pair : field.split(";", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0 && pair.substring(0, equals).strip().equals(source.name())) {
                    String value = pair.substring(equals + 1).strip();
                    boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
                    return quoted ? value.substring(1, value.length() - 1) : value;
                }
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "Rule[%s]", source);
    }
}
