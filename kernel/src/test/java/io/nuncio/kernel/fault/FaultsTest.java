package io.nuncio.kernel.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.kernel.slot.SlotFaults;
import io.nuncio.kernel.thread.ThreadFaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each fault of FAULTS.md, planted, turns the test red that the table names. */
final class FaultsTest {

    private static final List<PlantedFault> ALL =
            Stream.of(SlotFaults.ALL, ThreadFaults.ALL).flatMap(List::stream).toList();

    @TestFactory
    Stream<DynamicTest> the_test_notices() {
        return ALL.stream()
                .map(fault -> DynamicTest.dynamicTest(
                        fault.toString(),
                        () -> assertThat(FaultBench.run(fault))
                                .as("%s stays green", fault.method())
                                .isNotNull()));
    }

    /** Else every red above could come from the way in which the classes are loaded. */
    @TestFactory
    Stream<DynamicTest> without_the_fault_the_test_is_green() {
        return ALL.stream()
                .map(fault -> DynamicTest.dynamicTest(
                        fault.id(),
                        () -> assertThat(FaultBench.runWithoutFault(fault)).isNull()));
    }

    @Test
    void the_table_in_the_file_is_the_one_that_is_run() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("FAULTS.md")).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| id") && !line.startsWith("| --"))
                .toList();
        assertThat(rows)
                .containsExactlyElementsOf(ALL.stream().map(FaultsTest::row).toList());
        assertThat(ALL.stream().map(PlantedFault::id)).doesNotHaveDuplicates();
    }

    private static String row(PlantedFault fault) {
        return "| %s | %s | `%s` | `%s.%s` |"
                .formatted(
                        fault.id(),
                        fault.what(),
                        fault.in().getSimpleName(),
                        fault.test().getSimpleName(),
                        fault.method());
    }
}
