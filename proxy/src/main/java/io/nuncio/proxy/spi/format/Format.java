package io.nuncio.proxy.spi.format;

import com.google.common.collect.ImmutableList;
import io.nuncio.filter.thread.AnyThread;
import io.nuncio.proxy.spec.format.FormatException;
import io.nuncio.proxy.spec.format.FormatText;
import io.nuncio.proxy.spec.format.FormatText.Command;
import io.nuncio.proxy.spec.format.FormatText.Literal;
import io.nuncio.proxy.spec.format.FormatText.Part;
import java.nio.charset.StandardCharsets;

/**
 * A compiled text format. Made when the configuration is read; immutable.
 *
 * <p>A command without a value prints {@code -}, or nothing where empty values are omitted (Envoy's
 * {@code omit_empty_values}), but for flags and environment variables, whose value is that dash.
 */
@AnyThread
public final class Format implements LineFormat {

    private final ImmutableList<Writer> writers;
    private final boolean omitEmpty;

    private Format(ImmutableList<Writer> writers, boolean omitEmpty) {
        this.writers = writers;
        this.omitEmpty = omitEmpty;
    }

    /** Envoy's access log of a connection or request when no format is given, line feed included. */
    public static final String DEFAULT_TEXT =
            "[%START_TIME%] \"%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%\" "
                    + "%RESPONSE_CODE% %RESPONSE_FLAGS% %BYTES_RECEIVED% %BYTES_SENT% %DURATION% "
                    + "%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "
                    + "\"%REQ(X-FORWARDED-FOR)%\" \"%REQ(USER-AGENT)%\" \"%REQ(X-REQUEST-ID)%\" "
                    + "\"%REQ(:AUTHORITY)%\" \"%UPSTREAM_HOST%\"\n";

    /**
     * Compiles a format string.
     *
     * @throws FormatException where Envoy refuses it too, in Envoy's words
     */
    public static Format compile(String format, boolean omitEmpty) throws FormatException {
        ImmutableList.Builder<Writer> writers = ImmutableList.builder();
        for (Part part : FormatText.parse(format).parts()) {
            writers.add(
                    switch (part) {
                        case Literal literal -> literal(literal.text());
                        case Command command -> Commands.writer(command);
                    });
        }
        return new Format(writers.build(), omitEmpty);
    }

    /** Appends one line (or header value, or body) to {@code sink}. */
    @Override
    public void write(FormatInput input, TextSink sink) {
        for (int i = 0; i < writers.size(); i++) {
            Writer writer = writers.get(i);
            if (!writer.write(input, sink) && (!omitEmpty || writer.dashInJson())) {
                sink.ascii('-');
            }
        }
    }

    /** The single command that the format consists of, or null if it is anything else: JSON keeps its type. */
    @org.jspecify.annotations.Nullable
    Writer single() {
        return writers.size() == 1 && !(writers.get(0) instanceof Fixed) ? writers.get(0) : null;
    }

    private static Writer literal(String text) {
        return new Fixed(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Literal bytes. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Fixed(byte[] bytes) implements Writer {
        @Override
        public boolean write(FormatInput input, TextSink sink) {
            sink.bytes(bytes);
            return true;
        }
    }
}
