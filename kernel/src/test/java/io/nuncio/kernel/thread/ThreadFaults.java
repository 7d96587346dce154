package io.nuncio.kernel.thread;

import io.nuncio.kernel.fault.PlantedFault;
import java.util.List;

/** Mistakes that somebody could make in this package, each with the test that notices. */
public final class ThreadFaults {

    private ThreadFaults() {}

    public static final List<PlantedFault> ALL = List.of(
            new PlantedFault(
                    "L1",
                    "a wake-up is lost: the loop waits without saying that it must be woken",
                    Inbox.class,
                    "armed = false;\n        return queue.isEmpty();",
                    "return queue.isEmpty();",
                    InboxTest.class,
                    "aLoopThatBlocksIsWokenByTheNextOfferThoughAnOlderMarkWasLeft"),
            new PlantedFault(
                    "L2",
                    "every post wakes the loop",
                    Inbox.class,
                    "} else if (!armed && ARMED.compareAndSet(this, false, true)) {",
                    "} else {",
                    PostTest.class,
                    "d25_aBusyLoopIsWokenOnceHoweverMuchIsPosted"),
            new PlantedFault(
                    "L3",
                    "a task is released twice",
                    Posts.class,
                    "dispatcher.invoke(Dispatcher.Step.RUN, task);",
                    "dispatcher.invoke(Dispatcher.Step.RUN, task);\n            release(task);",
                    PostTest.class,
                    "d04_aTaskIsReleasedBeforeTheNextRuns"),
            new PlantedFault(
                    "L4",
                    "a refused task is not released",
                    Posts.class,
                    "stats.postRefused();\n            release(task);",
                    "stats.postRefused();",
                    PostTest.class,
                    "d07_exitEndsThePassAndLaterPostsAreRefusedCountedAndReleased"),
            new PlantedFault(
                    "L5",
                    "posts are accepted after exit",
                    Inbox.class,
                    "void refuse() {\n        refusing = true;",
                    "void refuse() {",
                    PostTest.class,
                    "d07_exitEndsThePassAndLaterPostsAreRefusedCountedAndReleased"),
            new PlantedFault(
                    "L6",
                    "a batch takes what its own tasks post",
                    Posts.class,
                    "for (int left = inbox.beginBatch(); left > 0; left--) {",
                    "inbox.beginBatch();\n        while (true) {",
                    PostTest.class,
                    "d05_aReleaseMayPostAndThatRunsInALaterBatch"),
            new PlantedFault(
                    "L7",
                    "deferred deletes run after the queued posts",
                    Posts.class,
                    "dispatcher.clearDeferredDeleteList();",
                    "",
                    DeletesTest.class,
                    "d03_deferredDeleteRunsBeforeQueuedPosts"),
            new PlantedFault(
                    "L8",
                    "a delete that clears ends what it has just deferred",
                    Deletes.class,
                    "if (clearing || deferred.isEmpty()) {",
                    "if (deferred.isEmpty()) {",
                    DeletesTest.class,
                    "d09_whatADeleteDefersIsEndedByALaterClear"),
            new PlantedFault(
                    "L9",
                    "the end drains one round of deletes only",
                    Loop.class,
                    "for (int round = 0; !deletes.isEmpty() || !posts.isEmpty(); round++) {",
                    "for (int round = 0; round < 1; round++) {",
                    DeletesTest.class,
                    "d12_shutdownDrainsDeletesUntilNothingIsLeftAndReleasesPostsUnrun"),
            new PlantedFault(
                    "L10",
                    "an exception ends the loop",
                    Dispatcher.class,
                    "failed(step, target, failure, depth);",
                    "throw new IllegalStateException(failure);",
                    PostTest.class,
                    "d13_aTaskThatThrowsIsCountedReleasedAndTheLoopGoesOn"),
            new PlantedFault(
                    "L11",
                    "a task that posts itself starves I/O",
                    Posts.class,
                    "if (batches < BATCHES_PER_ITERATION_MAX) {",
                    "if (batches < 100_000) {",
                    LoopTest.class,
                    "d24_aTaskThatPostsItselfForEverDoesNotStarveIo"),
            new PlantedFault(
                    "L12",
                    "every thread passes for the loop's",
                    Dispatcher.class,
                    "return Thread.currentThread() == owner;",
                    "return owner != null;",
                    DeletesTest.class,
                    "d10_whatIsConfinedIsRejectedOnAnotherThread"),
            new PlantedFault(
                    "L13",
                    "equal deadlines run in any order",
                    TimerQueue.class,
                    "return difference < 0 || (difference == 0 && a.keySequence - b.keySequence < 0);",
                    "return difference < 0 || (difference == 0 && a.keySequence - b.keySequence > 0);",
                    TimerTest.class,
                    "d14_timersDueTogetherRunInTheOrderOfTheirDeadlines"),
            new PlantedFault(
                    "L14",
                    "a chain of timers without delay runs in one pass",
                    TimerQueue.class,
                    "top.deadlineNs - nowNs > 0 || top.sequence - passEnd >= 0",
                    "top.deadlineNs - nowNs > 0",
                    TimerTest.class,
                    "d16_eachLinkOfAZeroDelayChainRunsInAnIterationOfItsOwn"),
            new PlantedFault(
                    "L15",
                    "asking for the next iteration puts off a callback that is due",
                    SchedulableCallback.class,
                    "if (list == null) {\n            into.add(this);",
                    "if (list != into) {\n            if (list != null) {\n                list.remove(this);\n            }\n            into.add(this);",
                    SchedulableCallbackTest.class,
                    "d18_rescheduling"),
            new PlantedFault(
                    "L16",
                    "a new factor holds for timers enabled from now on only",
                    ScaledTimers.class,
                    "            span.arm();\n",
                    "",
                    ScaledTimersTest.class,
                    "d20_aNewFactorHoldsForTimersThatWaitAlready"),
            new PlantedFault(
                    "L17",
                    "a loop touches its watchdog by timer only",
                    Dispatcher.class,
                    "touchWatchdog();\n        guarded(step, target);",
                    "guarded(step, target);",
                    GuardDogTest.class,
                    "d21_aLongQueueOfShortTasksIsNoMiss"),
            new PlantedFault(
                    "L18",
                    "a miss is reported at every look",
                    GuardDog.class,
                    "stuckNs > ms(settings.missMs()) && !stall.missed",
                    "stuckNs > ms(settings.missMs())",
                    GuardDogTest.class,
                    "d22_oneLongTaskIsOneMissAndTwoSecondsAreAlsoOneMegamiss"));
}
