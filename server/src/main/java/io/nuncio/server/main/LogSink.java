package io.nuncio.server.main;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.impl.LocationAware;
import org.jspecify.annotations.Nullable;

/**
 * Writes log lines to standard error or a file. Confined to the log's own thread, which is why a file is reopened, and the
 * pattern changed, by an event of its own.
 */
final class LogSink extends AbstractAppender implements LocationAware {

    /** Marks the event that reopens the file. */
    static final Marker REOPEN = MarkerManager.getMarker("nuncio-reopen-logs");

    private static final String NAME = "sink";

    private final @Nullable Path file;
    private final LogPattern pattern;
    private OutputStream out;

    /** Writes to {@code file}, or to standard error. */
    LogSink(@Nullable Path file, LogPattern pattern) throws IOException {
        super(NAME, null, null, true, Property.EMPTY_ARRAY);
        this.file = file;
        this.pattern = pattern;
        out = file == null ? new FileOutputStream(FileDescriptor.err) : new FileOutputStream(file.toFile(), true);
    }

    @Override
    public void append(LogEvent event) {
        try {
            if (REOPEN.equals(event.getMarker())) {
                reopen();
                return;
            }
            out.write(pattern.format(event).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // The log is the place where a failure would be reported; a full disk must not stop the proxy.
            error("log line lost: " + e.getMessage());
        }
    }

    @Override
    public boolean requiresLocation() {
        return pattern.wantsLocation();
    }

    private void reopen() throws IOException {
        if (file != null) {
            OutputStream fresh = new FileOutputStream(file.toFile(), true);
            out.close();
            out = fresh;
        }
    }
}
