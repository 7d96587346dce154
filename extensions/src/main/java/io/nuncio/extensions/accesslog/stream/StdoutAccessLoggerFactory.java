package io.nuncio.extensions.accesslog.stream;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.extensions.access_loggers.stream.v3.StdoutAccessLog;
import io.nuncio.extensions.accesslog.FileLogger;
import io.nuncio.extensions.accesslog.LogFormats;
import io.nuncio.proxy.spi.AccessLogger;
import io.nuncio.proxy.spi.AccessLoggerFactory;
import io.nuncio.proxy.spi.ParseContext;
import io.nuncio.proxy.spi.TypedConfig;
import io.nuncio.proxy.spi.format.LineFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes access loggers that write to the process' {@code stdout}. */
public final class StdoutAccessLoggerFactory implements AccessLoggerFactory {

    @Override
    public String name() {
        return "envoy.access_loggers.stdout";
    }

    @Override
    public Set<String> typeNames() {
        return Set.of(StdoutAccessLog.getDescriptor().getFullName());
    }

    @Override
    public @Nullable AccessLogger parse(TypedConfig config, ParseContext context) {
        try {
            StdoutAccessLog log = StdoutAccessLog.parseFrom(config.value());
            LineFormat format = log.hasLogFormat()
                    ? LogFormats.substitution(log.getLogFormat(), "log_format", context)
                    : LogFormats.defaultFormat();
            return format == null ? null : FileLogger.open("/dev/stdout", format, "", context);
        } catch (InvalidProtocolBufferException e) {
            context.error("", "not a StdoutAccessLog: " + e.getMessage());
            return null;
        }
    }
}
