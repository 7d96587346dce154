package io.nuncio.extensions.accesslog;

import io.nuncio.filter.thread.OnMain;
import io.nuncio.filter.thread.OnWorker;
import io.nuncio.kernel.file.LogFile;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.PerLoop;
import io.nuncio.proxy.spi.AccessLogType;
import io.nuncio.proxy.spi.AccessLogger;
import io.nuncio.proxy.spi.ParseContext;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.format.FormatInput;
import io.nuncio.proxy.spi.format.LineFormat;
import io.nuncio.proxy.spi.format.TextSink;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Writes a line to a file for each record. Used by all workers; each has a scratch space of its own. */
public final class FileLogger implements AccessLogger {

    private final LogFile file;
    private final LineFormat format;
    private final PerLoop<TextSink> sinks = new PerLoop<>(loop -> new TextSink());

    private FileLogger(LogFile file, LineFormat format) {
        this.file = file;
        this.format = format;
    }

    /** Opens {@code path}; null if an error was recorded at {@code field}. */
    @OnMain
    public static @Nullable FileLogger open(String path, LineFormat format, String field, ParseContext context) {
        try {
            return new FileLogger(context.services().logFiles().open(Path.of(path)), format);
        } catch (IOException e) {
            context.error(field, "unable to open file '" + path + "': " + e);
            return null;
        }
    }

    @Override
    @OnWorker
    public void log(StreamInfo info, AccessLogType type) {
        Dispatcher here = Dispatcher.current();
        TextSink sink = sinks.get(here);
        sink.clear();
        format.write(new FormatInput(info, type, here.wallClockMs()), sink);
        file.append(sink.array(), 0, sink.length());
    }
}
