package io.nuncio.kernel.slot;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.reflect.AccessFlag;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** T22: what a read costs. How long it takes is measured by the benchmark {@code SlotGet}. */
final class SlotReadTest {

    private static final int GETS = 100_000_000;

    /** Where a read that finds nothing goes to say why; not part of a read that finds something. */
    private static final Set<String> REFUSALS = Set.of("nothingHere", "localsOutsideLoops");

    private static final String OURS = "io/nuncio/";

    @Test
    void t22_a_hundred_million_gets_allocate_nothing_and_never_wait() {
        try (RealLoops loops = new RealLoops(1)) {
            Slot<Integer> slot = loops.ask(loops.main, loops.slots::allocate);
            loops.onMain(() -> slot.set(7));
            loops.drain();
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            loops.ask(loops.worker(0), () -> {
                sum(slot, 100_000);
                ThreadInfo before = threads.getThreadInfo(Thread.currentThread().threadId());
                long allocated = threads.getCurrentThreadAllocatedBytes();
                long sum = sum(slot, GETS);
                long bytes = threads.getCurrentThreadAllocatedBytes() - allocated;
                assertThat(sum).isEqualTo(7L * GETS);
                assertThat(bytes).as("the measurement's own among them").isLessThan(1_000);
                ThreadInfo after = threads.getThreadInfo(Thread.currentThread().threadId());
                assertThat(after.getBlockedCount()).isEqualTo(before.getBlockedCount());
                assertThat(after.getWaitedCount()).isEqualTo(before.getWaitedCount());
                return "";
            });
        }
    }

    /** Follows the byte code of a read: no monitor, no volatile field, nothing from java.util.concurrent. */
    @Test
    void t22_a_read_contains_no_lock_and_no_atomic() throws IOException {
        Set<String> outside = new HashSet<>();
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of("io/nuncio/kernel/slot/Slot.get"));
        while (!open.isEmpty()) {
            String next = open.pop();
            if (seen.add(next)) {
                look(next, open, outside);
            }
        }
        assertThat(seen).contains("io/nuncio/kernel/slot/Entry.here", "io/nuncio/kernel/thread/LoopLocals.get");
        assertThat(outside)
                .containsExactlyInAnyOrder(
                        "java/lang/Thread.currentThread", "java/lang/Thread.isVirtual", "java/lang/ThreadLocal.get");
    }

    private static void look(String name, Deque<String> open, Set<String> outside) throws IOException {
        int dot = name.indexOf('.');
        ClassModel owner = parse(name.substring(0, dot));
        String method = name.substring(dot + 1);
        for (MethodModel model : owner.methods()) {
            if (!model.methodName().equalsString(method)) {
                continue;
            }
            assertThat(model.flags().has(AccessFlag.SYNCHRONIZED)).as(name).isFalse();
            for (var element : model.code().orElseThrow()) {
                switch (element) {
                    case MonitorInstruction monitor -> throw new AssertionError(name + " takes a monitor");
                    case FieldInstruction field ->
                        assertThat(isVolatile(field)).as(name).isFalse();
                    case InvokeInstruction call -> follow(call, open, outside);
                    default -> {}
                }
            }
        }
    }

    private static void follow(InvokeInstruction call, Deque<String> open, Set<String> outside) {
        String target = call.owner().asInternalName() + "." + call.name().stringValue();
        if (REFUSALS.contains(call.name().stringValue())) {
            return;
        }
        if (!target.startsWith(OURS)) {
            outside.add(target);
        } else if (target.startsWith("io/nuncio/kernel/slot/Slot.here")) {
            open.add("io/nuncio/kernel/slot/Entry.here");
        } else {
            open.add(target);
        }
    }

    private static boolean isVolatile(FieldInstruction field) throws IOException {
        return field.owner().asInternalName().startsWith(OURS)
                && parse(field.owner().asInternalName()).fields().stream()
                        .filter(model ->
                                model.fieldName().equalsString(field.name().stringValue()))
                        .anyMatch(model -> model.flags().has(AccessFlag.VOLATILE));
    }

    private static ClassModel parse(String internalName) throws IOException {
        try (InputStream in = SlotReadTest.class.getClassLoader().getResourceAsStream(internalName + ".class")) {
            if (in == null) {
                throw new IOException(internalName);
            }
            return ClassFile.of().parse(in.readAllBytes());
        }
    }

    private static long sum(Slot<Integer> slot, int times) {
        long sum = 0;
        for (int i = 0; i < times; i++) {
            sum += slot.get();
        }
        return sum;
    }
}
