package io.nuncio.kernel.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileWatchTest {

    private final ManualLoop loop = new ManualLoop("main");
    private final List<String> heard = new ArrayList<>();

    @TempDir
    Path directory;

    private FileWatch watch;

    @BeforeEach
    void begin() throws IOException {
        loop.runOnce();
        watch = new FileWatch("watched by a test");
    }

    @AfterEach
    void end() {
        watch.close();
        loop.close();
    }

    @Test
    void aMoveIsToldOnTheDispatcherToThoseWhoWantIt() throws IOException {
        watch("all", Optional.empty());
        watch("a", Optional.of(Path.of("a")));
        watch("b", Optional.of(Path.of("b")));
        Files.createFile(directory.resolveSibling(directory.getFileName() + ".new"));
        Files.move(
                directory.resolveSibling(directory.getFileName() + ".new"),
                directory.resolve("a"),
                StandardCopyOption.ATOMIC_MOVE);
        await("a");
        assertThat(heard).contains("all", "a").doesNotContain("b");
    }

    @Test
    void whatIsWrittenInPlaceIsToldToo() throws IOException {
        Path file = Files.createFile(directory.resolve("a"));
        watch("a", Optional.of(Path.of("a")));
        Files.writeString(file, "x");
        await("a");
    }

    @Test
    void whoHasClosedHearsNothingAndTheOthersGoOnHearing() throws IOException {
        FileWatch.Watching first = watch("first", Optional.empty());
        watch("second", Optional.empty());
        first.close();
        first.close();
        Files.createFile(directory.resolve("a"));
        await("second");
        assertThat(heard).doesNotContain("first");
    }

    @Test
    void aDirectoryCanBeWatchedAgainAfterTheLastHasClosed() throws IOException {
        watch("first", Optional.empty()).close();
        watch("second", Optional.empty());
        Files.createFile(directory.resolve("a"));
        await("second");
    }

    @Test
    void aDirectoryThatIsNotThereIsAnError() {
        assertThatThrownBy(
                        () -> watch.watch(directory.resolve("nowhere"), Optional.empty(), loop.dispatcher(), () -> {}))
                .isInstanceOf(IOException.class);
    }

    private FileWatch.Watching watch(String name, Optional<Path> only) throws IOException {
        return watch.watch(directory, only, loop.dispatcher(), () -> heard.add(name));
    }

    private void await(String name) {
        Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(10))
                .until(() -> {
                    loop.runUntilIdle();
                    return heard.contains(name);
                });
    }
}
