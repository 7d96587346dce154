package io.nuncio.proxy.spi.format;

import static io.nuncio.proxy.spi.format.Writers.number;
import static io.nuncio.proxy.spi.format.Writers.plain;
import static io.nuncio.proxy.spi.format.Writers.text;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import io.nuncio.filter.inline.MutableHeaders;
import io.nuncio.proxy.spec.format.FormatException;
import io.nuncio.proxy.spec.format.FormatText.Command;
import io.nuncio.proxy.spi.format.Writers.Maker;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fields of the heads and what is made of them: paths, query parameters, gRPC's status. */
final class HeaderCommands {

    private static final String ORIGINAL_PATH = "x-envoy-original-path";

    /** Which head is asked. */
    private interface Head {
        @Nullable
        MutableHeaders of(FormatInput input);
    }

    static final ImmutableMap<String, Maker> MAKERS = ImmutableMap.<String, Maker>builder()
            .put("REQ", field(FormatInput::requestHeaders))
            .put("REQUEST_HEADER", field(FormatInput::requestHeaders))
            .put("RESP", field(FormatInput::responseHeaders))
            .put("RESPONSE_HEADER", field(FormatInput::responseHeaders))
            .put("TRAILER", field(FormatInput::responseTrailers))
            .put("RESPONSE_TRAILER", field(FormatInput::responseTrailers))
            .put("REQUEST_HEADERS_BYTES", plain(number(in -> byteSize(in.requestHeaders()))))
            .put("RESPONSE_HEADERS_BYTES", plain(number(in -> byteSize(in.responseHeaders()))))
            .put("RESPONSE_TRAILERS_BYTES", plain(number(in -> byteSize(in.responseTrailers()))))
            .put("PATH", HeaderCommands::path)
            .put("QUERY_PARAM", HeaderCommands::queryParameter)
            .put("QUERY_PARAMS", HeaderCommands::queryParameters)
            .put("GRPC_STATUS", HeaderCommands::grpcStatus)
            .put("GRPC_STATUS_NUMBER", plain(number(HeaderCommands::grpcCode, GrpcStatus.NONE)))
            .buildOrThrow();

    private HeaderCommands() {}

    private static Maker field(Head head) {
        return command -> {
            List<String> names = Splitter.on('?').splitToList(Writers.required(command));
            if (names.size() > 2) {
                throw new FormatException("More than 1 alternative header specified in token: "
                        + command.argument().orElse(""));
            }
            for (String name : names) {
                if (name.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
                    throw new FormatException(
                            "Invalid header configuration. Format string contains invalid characters.");
                }
            }
            String first = names.get(0);
            String second = names.size() > 1 ? names.get(1) : "";
            return Writers.field(in -> {
                MutableHeaders headers = head.of(in);
                if (headers == null) {
                    return null;
                }
                String value = headers.get(first);
                return value == null && !second.isEmpty() ? headers.get(second) : value;
            });
        };
    }

    /** What the names and values of a head take. */
    static long byteSize(@Nullable MutableHeaders headers) {
        if (headers == null) {
            return 0;
        }
        long[] sum = new long[1];
        headers.forEach((name, value) -> sum[0] += name.length() + value.length());
        return sum[0];
    }

    private static Writer path(Command command) throws FormatException {
        List<String> options = Splitter.on(':').splitToList(command.argument().orElse(""));
        String query = options.get(0).isEmpty() ? "WQ" : options.get(0);
        String source = options.size() > 1 && !options.get(1).isEmpty() ? options.get(1) : "ORIG_OR_PATH";
        if (!query.equals("WQ") && !query.equals("NQ")) {
            throw RecordCommands.badOption("PATH", query, "'WQ'/'NQ'");
        }
        if (!List.of("ORIG", "PATH", "ORIG_OR_PATH").contains(source)) {
            throw RecordCommands.badOption("PATH", source, "'ORIG'/'PATH'/'ORIG_OR_PATH'");
        }
        boolean withQuery = query.equals("WQ");
        return Writers.field(in -> {
            String path = pathOf(in.requestHeaders(), source);
            int mark = path == null || withQuery ? -1 : path.indexOf('?');
            return path == null || mark < 0 ? path : path.substring(0, mark);
        });
    }

    private static @Nullable String pathOf(@Nullable MutableHeaders headers, String source) {
        if (headers == null) {
            return null;
        }
        String original = source.equals("PATH") ? null : headers.get(ORIGINAL_PATH);
        return original != null || source.equals("ORIG") ? original : headers.get(":path");
    }

    private static Writer queryParameter(Command command) throws FormatException {
        String wanted = Writers.required(command);
        return Writers.field(in -> {
            MutableHeaders headers = in.requestHeaders();
            String path = headers == null ? null : headers.get(":path");
            return path == null ? null : QueryText.parameter(path, wanted);
        });
    }

    private static Writer queryParameters(Command command) throws FormatException {
        String option = command.argument().orElse("ORIG");
        if (!option.isEmpty() && !option.equals("ORIG") && !option.equals("DECODED")) {
            throw RecordCommands.badOption("QUERY_PARAMS", option, "'ORIG'/'DECODED'");
        }
        boolean decoded = option.equals("DECODED");
        return Writers.field(in -> {
            MutableHeaders headers = in.requestHeaders();
            String path = headers == null ? null : headers.get(":path");
            int mark = path == null ? -1 : path.indexOf('?');
            if (path == null || mark < 0) {
                return null;
            }
            String query = path.substring(mark + 1);
            return decoded ? QueryText.decode(query) : query;
        });
    }

    private static Writer grpcStatus(Command command) throws FormatException {
        String form = command.argument().orElse("CAMEL_STRING");
        return switch (form) {
            case "", "CAMEL_STRING" -> text(in -> GrpcStatus.camel(grpcCode(in)));
            case "SNAKE_STRING" -> text(in -> GrpcStatus.snake(grpcCode(in)));
            case "NUMBER" -> number(HeaderCommands::grpcCode, GrpcStatus.NONE);
            default ->
                throw new FormatException(
                        "GrpcStatusFormatter only supports CAMEL_STRING, SNAKE_STRING or NUMBER. Got: " + form);
        };
    }

    /** The status of a gRPC call: from the trailers, the head, or the HTTP status; nothing for other requests. */
    private static long grpcCode(FormatInput input) {
        MutableHeaders request = input.requestHeaders();
        String type = request == null ? null : request.get("content-type");
        if (type == null || !type.startsWith("application/grpc")) {
            return GrpcStatus.NONE;
        }
        return GrpcStatus.of(input.info());
    }
}
