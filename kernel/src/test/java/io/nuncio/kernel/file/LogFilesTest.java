package io.nuncio.kernel.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.LoopOptions;
import io.nuncio.kernel.thread.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFilesTest {

    private static final long NEVER_MS = 3_600_000;

    @TempDir
    private Path folder;

    private static void append(LogFile file, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        file.append(bytes, 0, bytes.length);
    }

    @Test
    void linesOfALoopAreWrittenWhenTheirTimeHasCome() throws IOException {
        Path path = folder.resolve("a.log");
        try (LogFiles files = new LogFiles(5, 1 << 20)) {
            LogFile file = files.open(path);
            Worker worker = Worker.create(0, LoopOptions.defaults());
            worker.start();
            worker.dispatcher().post(() -> append(file, "one\n"));
            await().untilAsserted(() -> assertThat(path).hasContent("one\n"));
            worker.stop();
        }
    }

    @Test
    void aFullBufferIsWrittenAtOnce() throws IOException {
        Path path = folder.resolve("a.log");
        try (LogFiles files = new LogFiles(NEVER_MS, 8)) {
            LogFile file = files.open(path);
            Worker worker = Worker.create(0, LoopOptions.defaults());
            worker.start();
            worker.dispatcher().post(() -> {
                append(file, "12345\n");
                append(file, "12345\n");
                append(file, "a line longer than the buffer\n");
                append(file, "rest\n");
            });
            await().untilAsserted(() ->
                    assertThat(Files.readString(path)).isEqualTo("12345\n12345\na line longer than the buffer\n"));
            worker.stop();
        }
        assertThat(Files.readString(path)).endsWith("rest\n");
    }

    @Test
    void whatWaitsIsWrittenAtTheEnd() throws IOException {
        Path path = folder.resolve("a.log");
        try (LogFiles files = new LogFiles(NEVER_MS, 1 << 20)) {
            LogFile file = files.open(path);
            Dispatcher loop = Dispatcher.create("test", LoopOptions.defaults());
            loop.post(() -> append(file, "last\n"));
            loop.run(io.nuncio.kernel.thread.RunType.NON_BLOCK);
            assertThat(path).isEmptyFile();
            loop.close();
        }
        assertThat(path).hasContent("last\n");
    }

    @Test
    void aPathIsOpenedOnce() throws IOException {
        try (LogFiles files = new LogFiles(NEVER_MS, 1)) {
            assertThat(files.open(folder.resolve("x/../a.log"))).isSameAs(files.open(folder.resolve("a.log")));
        }
    }

    @Test
    void reopeningFollowsThePath() throws IOException {
        Path path = folder.resolve("a.log");
        Path moved = folder.resolve("a.log.1");
        try (LogFiles files = new LogFiles(NEVER_MS, 1)) {
            LogFile file = files.open(path);
            append(file, "before\n");
            await().untilAsserted(() -> assertThat(path).hasContent("before\n"));
            Files.move(path, moved);
            files.reopen();
            append(file, "after\n");
            await().untilAsserted(() -> assertThat(path).hasContent("after\n"));
        }
        assertThat(moved).hasContent("before\n");
    }

    @Test
    void aPathThatCannotBeOpenedIsAnError() {
        try (LogFiles files = new LogFiles(NEVER_MS, 1)) {
            assertThatThrownBy(() -> files.open(folder.resolve("none/a.log"))).isInstanceOf(IOException.class);
        }
    }

    @Test
    void linesOfSeveralLoopsAreNotTorn() throws Exception {
        Path path = folder.resolve("a.log");
        int loops = 3;
        int lines = 2_000;
        try (LogFiles files = new LogFiles(1, 512)) {
            LogFile file = files.open(path);
            List<Worker> workers = new ArrayList<>();
            CountDownLatch done = new CountDownLatch(loops);
            for (int i = 0; i < loops; i++) {
                Worker worker = Worker.create(i, LoopOptions.defaults());
                String line = ("worker " + i + " ").repeat(5) + "\n";
                worker.start();
                worker.dispatcher().post(() -> {
                    for (int n = 0; n < lines; n++) {
                        append(file, line);
                    }
                    done.countDown();
                });
                workers.add(worker);
            }
            done.await();
            workers.forEach(Worker::stop);
            assertThat(files.writesBuffered()).isEqualTo((long) loops * lines);
            assertThat(files.writesDropped()).isZero();
        }
        List<String> written = Files.readAllLines(path);
        assertThat(written).hasSize(loops * lines);
        assertThat(written).allMatch(line -> line.matches("(worker [0-2] )\\1{4}"));
    }
}
