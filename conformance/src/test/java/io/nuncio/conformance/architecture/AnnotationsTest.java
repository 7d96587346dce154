package io.nuncio.conformance.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import io.nuncio.filter.thread.AnyThread;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.filter.thread.OnWorker;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Rule 10: code that says it runs on main does not call what says it runs on a worker, nor the other way; a post is the
 * way across. What a method says counts before what its class says, and that before its package. Direct calls only:
 * confined classes assert the rest at run time.
 */
class AnnotationsTest {

    /** Who runs a piece of code, as far as it says. */
    private enum Runs {
        ON_MAIN,
        ON_WORKER,
        ANYWHERE,
        UNSAID
    }

    @Test
    void rule10_nobodyCallsAcrossThreads() {
        List<String> found = House.CLASSES.stream()
                .flatMap(type -> type.getMethodCallsFromSelf().stream())
                .filter(call -> call.getTargetOwner().getPackageName().startsWith("io.nuncio"))
                .filter(AnnotationsTest::acrossThreads)
                .map(call -> call.getOriginOwner().getName() + " -> "
                        + call.getTargetOwner().getName())
                .distinct()
                .sorted()
                .filter(pair -> !Exceptions.listed("threads", pair))
                .toList();
        assertThat(found).isEmpty();
    }

    @Test
    void theRuleSeesTheAnnotations() {
        List<Runs> said = House.CLASSES.stream()
                .flatMap(type -> type.getCodeUnits().stream())
                .map(code -> runs(code))
                .distinct()
                .toList();
        assertThat(said).containsExactlyInAnyOrder(Runs.values());
    }

    private static boolean acrossThreads(JavaMethodCall call) {
        Runs from = runs(call.getOrigin());
        Runs to = call.getTarget().resolveMember().map(target -> runs(target)).orElse(Runs.UNSAID);
        return from == Runs.ON_MAIN && to == Runs.ON_WORKER || from == Runs.ON_WORKER && to == Runs.ON_MAIN;
    }

    private static Runs runs(JavaCodeUnit code) {
        if (code.isAnnotatedWith(OnMain.class)) {
            return Runs.ON_MAIN;
        }
        if (code.isAnnotatedWith(OnWorker.class)) {
            return Runs.ON_WORKER;
        }
        return code.isAnnotatedWith(AnyThread.class) ? Runs.ANYWHERE : runs(code.getOwner());
    }

    private static Runs runs(JavaClass type) {
        if (type.isAnnotatedWith(AnyThread.class)) {
            return Runs.ANYWHERE;
        }
        if (type.isAnnotatedWith(OnMain.class)) {
            return Runs.ON_MAIN;
        }
        if (type.isAnnotatedWith(OnWorker.class)) {
            return Runs.ON_WORKER;
        }
        if (type.getPackage().isAnnotatedWith(OnMain.class)) {
            return Runs.ON_MAIN;
        }
        return type.getPackage().isAnnotatedWith(OnWorker.class) ? Runs.ON_WORKER : Runs.UNSAID;
    }
}
