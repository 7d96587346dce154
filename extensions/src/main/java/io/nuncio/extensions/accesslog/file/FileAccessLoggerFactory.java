package io.nuncio.extensions.accesslog.file;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.extensions.access_loggers.file.v3.FileAccessLog;
import io.nuncio.extensions.accesslog.FileLogger;
import io.nuncio.extensions.accesslog.LogFormats;
import io.nuncio.proxy.spi.AccessLogger;
import io.nuncio.proxy.spi.AccessLoggerFactory;
import io.nuncio.proxy.spi.ParseContext;
import io.nuncio.proxy.spi.TypedConfig;
import io.nuncio.proxy.spi.format.LineFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes access loggers that append to a file. */
public final class FileAccessLoggerFactory implements AccessLoggerFactory {

    @Override
    public String name() {
        return "envoy.access_loggers.file";
    }

    @Override
    public Set<String> typeNames() {
        return Set.of(FileAccessLog.getDescriptor().getFullName());
    }

    @Override
    public @Nullable AccessLogger parse(TypedConfig config, ParseContext context) {
        try {
            FileAccessLog log = FileAccessLog.parseFrom(config.value());
            LineFormat format = format(log, context);
            return format == null ? null : FileLogger.open(log.getPath(), format, "path", context);
        } catch (InvalidProtocolBufferException e) {
            context.error("", "not a FileAccessLog: " + e.getMessage());
            return null;
        }
    }

    @SuppressWarnings("deprecation") // Envoy still takes the old fields
    private static @Nullable LineFormat format(FileAccessLog log, ParseContext context) {
        return switch (log.getAccessLogFormatCase()) {
            case FORMAT ->
                log.getFormat().isEmpty()
                        ? LogFormats.defaultFormat()
                        : LogFormats.text(log.getFormat(), "format", context);
            case JSON_FORMAT -> LogFormats.json(log.getJsonFormat(), false, "json_format", context);
            case TYPED_JSON_FORMAT -> LogFormats.json(log.getTypedJsonFormat(), false, "typed_json_format", context);
            case LOG_FORMAT -> LogFormats.substitution(log.getLogFormat(), "log_format", context);
            case ACCESSLOGFORMAT_NOT_SET -> LogFormats.defaultFormat();
        };
    }
}
