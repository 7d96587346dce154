package io.nuncio.conformance.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

/** The threading model, as far as compiled classes show it. */
class ThreadingTest {

    /** Asking who runs, and passing on an interruption, starts nothing and waits for nothing. */
    private static final Set<String> MAY_BE_CALLED = Set.of("getStackTrace", "currentThread", "interrupt");

    private static final String[] MAY_LOCK = {"io.nuncio.kernel..", "io.nuncio.proxy.blocking.."};
    private static final String[] MAY_START_THREADS = {"io.nuncio.kernel.thread..", "io.nuncio.proxy.blocking.."};

    @Test
    void rule06_channelsStayInTheRoomsOfTheWire() {
        noClasses()
                .that(resideOutsideOfPackages(
                        "io.nuncio.kernel.thread..",
                        "io.nuncio.proxy.wire..",
                        "io.nuncio.proxy.downstream..",
                        "io.nuncio.proxy.upstream..",
                        "io.nuncio.extensions.transport..",
                        "io.nuncio.control.health.dns..",
                        "io.nuncio.control.subscribe.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.netty.channel.."))
                .allowEmptyShould(true)
                .check(House.CLASSES);
        noClasses()
                .that(resideOutsideOfPackages(
                        "io.nuncio.kernel.thread..",
                        "io.nuncio.kernel.buffer..",
                        "io.nuncio.proxy.wire..",
                        "io.nuncio.proxy.downstream..",
                        "io.nuncio.proxy.upstream..",
                        "io.nuncio.proxy.blocking..",
                        "io.nuncio.extensions.transport..",
                        "io.nuncio.control.health.dns..",
                        "io.nuncio.control.subscribe.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.netty.buffer.."))
                .allowEmptyShould(true)
                .check(House.CLASSES);
    }

    @Test
    void rule07_locksAndSharedVariablesOnlyWhereThreadsMeet() {
        noClasses()
                .that(resideOutsideOfPackages(MAY_LOCK))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("java.util.concurrent.locks..", "java.util.concurrent.atomic.."))
                .allowEmptyShould(true)
                .check(House.CLASSES);
        noClasses()
                .that(resideOutsideOfPackages(MAY_LOCK))
                .should()
                .dependOnClassesThat(new NamedLike("java.util.concurrent.Concurrent"))
                .allowEmptyShould(true)
                .check(House.CLASSES);
        noFields()
                .that()
                .areDeclaredInClassesThat(resideOutsideOfPackages(MAY_LOCK))
                .should()
                .haveModifier(JavaModifier.VOLATILE)
                .allowEmptyShould(true)
                .check(House.CLASSES);
        noMethods()
                .that()
                .areDeclaredInClassesThat(resideOutsideOfPackages(MAY_LOCK))
                .should()
                .haveModifier(JavaModifier.SYNCHRONIZED)
                .allowEmptyShould(true)
                .check(House.CLASSES);
    }

    @Test
    void rule08_threadsAndClocksBelongToTheKernel() {
        noClasses()
                .that(resideOutsideOfPackages(MAY_START_THREADS))
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(
                        Executors.class,
                        ExecutorService.class,
                        CompletableFuture.class,
                        ForkJoinPool.class,
                        ThreadLocal.class,
                        Timer.class)
                .allowEmptyShould(true)
                .check(House.CLASSES);
        noCodeUnits()
                .that()
                .areDeclaredInClassesThat(resideOutsideOfPackages(MAY_START_THREADS))
                .should(new Calls())
                .allowEmptyShould(true)
                .check(House.CLASSES);
    }

    @Test
    void rule09_onlyPublishSetsSlots() {
        noClasses()
                .that(resideOutsideOfPackages("io.nuncio.control.publish..", "io.nuncio.kernel.slot.."))
                .should()
                .callMethodWhere(new CallOf("io.nuncio.kernel.slot.Slot", "set"))
                .orShould()
                .callMethodWhere(new CallOf("io.nuncio.kernel.slot.WorkerLocal", "set"))
                .allowEmptyShould(true)
                .check(House.CLASSES);
    }

    private static final class NamedLike extends DescribedPredicate<JavaClass> {
        private final String prefix;

        NamedLike(String prefix) {
            super("whose name begins with " + prefix);
            this.prefix = prefix;
        }

        @Override
        public boolean test(JavaClass type) {
            return type.getName().startsWith(prefix);
        }
    }

    private static final class CallOf extends DescribedPredicate<JavaMethodCall> {
        private final String owner;
        private final String method;

        CallOf(String owner, String method) {
            super("calls " + owner + "." + method);
            this.owner = owner;
            this.method = method;
        }

        @Override
        public boolean test(JavaMethodCall call) {
            return call.getTargetOwner().getName().equals(owner)
                    && call.getName().equals(method);
        }
    }

    /** Starting, parking or asking threads, and reading a clock. */
    private static final class Calls
            extends com.tngtech.archunit.lang.ArchCondition<com.tngtech.archunit.core.domain.JavaCodeUnit> {
        Calls() {
            super("start threads or read clocks");
        }

        @Override
        public void check(
                com.tngtech.archunit.core.domain.JavaCodeUnit unit, com.tngtech.archunit.lang.ConditionEvents events) {
            unit.getCallsFromSelf().forEach(call -> {
                String owner = call.getTargetOwner().getName();
                String name = call.getName();
                boolean banned = owner.equals(Thread.class.getName()) && !MAY_BE_CALLED.contains(name)
                        || owner.equals(Instant.class.getName()) && name.equals("now")
                        || owner.equals(Clock.class.getName()) && name.startsWith("system")
                        || owner.equals(System.class.getName())
                                && (name.equals("nanoTime") || name.equals("currentTimeMillis"));
                events.add(new com.tngtech.archunit.lang.SimpleConditionEvent(
                        unit, banned, call.getDescription() + ": use kernel.thread's Dispatcher or TimeSource"));
            });
        }
    }
}
