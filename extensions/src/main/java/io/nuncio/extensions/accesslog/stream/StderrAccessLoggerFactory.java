package io.nuncio.extensions.accesslog.stream;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.extensions.access_loggers.stream.v3.StderrAccessLog;
import io.nuncio.extensions.accesslog.FileLogger;
import io.nuncio.extensions.accesslog.LogFormats;
import io.nuncio.proxy.spi.AccessLogger;
import io.nuncio.proxy.spi.AccessLoggerFactory;
import io.nuncio.proxy.spi.ParseContext;
import io.nuncio.proxy.spi.TypedConfig;
import io.nuncio.proxy.spi.format.LineFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes access loggers that write to the process' {@code stderr}. */
public final class StderrAccessLoggerFactory implements AccessLoggerFactory {

    @Override
    public String name() {
        return "envoy.access_loggers.stderr";
    }

    @Override
    public Set<String> typeNames() {
        return Set.of(StderrAccessLog.getDescriptor().getFullName());
    }

    @Override
    public @Nullable AccessLogger parse(TypedConfig config, ParseContext context) {
        try {
            StderrAccessLog log = StderrAccessLog.parseFrom(config.value());
            LineFormat format = log.hasLogFormat()
                    ? LogFormats.substitution(log.getLogFormat(), "log_format", context)
                    : LogFormats.defaultFormat();
            return format == null ? null : FileLogger.open("/dev/stderr", format, "", context);
        } catch (InvalidProtocolBufferException e) {
            context.error("", "not a StderrAccessLog: " + e.getMessage());
            return null;
        }
    }
}
