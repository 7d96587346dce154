package io.nuncio.extensions.http.javafilter;

import io.nuncio.filter.thread.AnyThread;
import java.text.MessageFormat;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** The proxy's log as the JDK knows logs, so that a filter needs no library for it. */
@AnyThread
final class FilterLog implements System.Logger {

    private final Logger log;

    FilterLog(String filter) {
        this.log = LoggerFactory.getLogger("filter." + filter);
    }

    @Override
    public String getName() {
        return log.getName();
    }

    @Override
    public boolean isLoggable(Level level) {
        return level != Level.OFF && log.isEnabledForLevel(level(level));
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, String message, @Nullable Throwable thrown) {
        if (isLoggable(level)) {
            LoggingEventBuilder event = log.atLevel(level(level));
            (thrown == null ? event : event.setCause(thrown)).log(message);
        }
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, String format, @Nullable Object... values) {
        if (isLoggable(level)) {
            boolean plain = values == null || values.length == 0;
            log.atLevel(level(level)).log(plain ? format : MessageFormat.format(format, values));
        }
    }

    private static org.slf4j.event.Level level(Level level) {
        return switch (level) {
            case ALL, TRACE -> org.slf4j.event.Level.TRACE;
            case DEBUG -> org.slf4j.event.Level.DEBUG;
            case INFO -> org.slf4j.event.Level.INFO;
            case WARNING -> org.slf4j.event.Level.WARN;
            case ERROR, OFF -> org.slf4j.event.Level.ERROR;
        };
    }
}
