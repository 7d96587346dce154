package io.nuncio.kernel.slot;

import io.nuncio.kernel.fault.PlantedFault;
import java.util.List;

/** Mistakes that somebody could make in this package, each with the test that notices. */
public final class SlotFaults {

    private SlotFaults() {}

    public static final List<PlantedFault> ALL = List.of(
            new PlantedFault(
                    "S1",
                    "an initializer runs although its slot is closed",
                    Change.class,
                    "if (!entry.isClosed()) {\n                here.put(",
                    "if (true) {\n                here.put(",
                    SlotsTest.class,
                    "t10_an_initializer_of_a_closed_slot_never_runs"),
            new PlantedFault(
                    "S2",
                    "a callback runs although its slot is closed",
                    Change.class,
                    "} else if (!entry.isClosed()) {",
                    "} else {",
                    SlotsRunTest.class,
                    "t11_a_callback_of_a_closed_slot_is_skipped_and_its_completion_is_not"),
            new PlantedFault(
                    "S3",
                    "the completion runs where the last thread is done instead of being posted",
                    Change.class,
                    "slots.main.post(doneOnMain);",
                    "doneOnMain.run();",
                    SlotsRunTest.class,
                    "t13_without_completion_main_is_last_and_with_one_it_is_first"),
            new PlantedFault(
                    "S4",
                    "the replay gives a late worker the first initializer, not the latest",
                    Change.class,
                    "entry.latest = initializer;",
                    "if (entry.latest == null) { entry.latest = initializer; }",
                    SlotsLifeTest.class,
                    "t16_a_worker_that_registers_late_gets_the_latest_value_of_every_live_set_slot"),
            new PlantedFault(
                    "S5",
                    "an index is handed out twice",
                    Slots.class,
                    "freeIndexes.pollFirst();",
                    "freeIndexes.peekFirst();",
                    SlotsTest.class,
                    "t24_an_index_that_was_never_set_is_free_after_one_round"),
            new PlantedFault(
                    "S6",
                    "a message that is dropped unrun doesn't count for the completion",
                    ThreadEntries.class,
                    "for (int i = 0; i < changes.size(); i++) {",
                    "for (int i = 0; i < applied; i++) {",
                    SlotsLifeTest.class,
                    "a_worker_that_has_exited_refuses_and_is_counted_as_done"),
            new PlantedFault(
                    "S7",
                    "a reader takes what stands at its index without asking whose it is",
                    Entry.class,
                    "locals.get(at) == this ?",
                    "locals.get(at) != null ?",
                    SlotsTest.class,
                    "t12_an_index_that_is_used_again_never_shows_the_old_object"),
            new PlantedFault(
                    "S8",
                    "a generation closes when every worker has swapped, held or not",
                    Holders.class,
                    "retired = true;\n        if (count == 0) {",
                    "retired = true;\n        {",
                    SlotsLifeTest.class,
                    "t09_an_old_value_stays_usable_and_is_closed_once_when_its_last_holder_drops_it"),
            new PlantedFault(
                    "S9",
                    "objects are dropped from the lowest index up when a thread ends",
                    ThreadEntries.class,
                    "for (int at = locals.size() - 2; at >= 0; at -= 2) {",
                    "for (int at = 0; at < locals.size(); at += 2) {",
                    SlotsLifeTest.class,
                    "t20_a_thread_drops_its_objects_from_the_highest_index_down"),
            new PlantedFault(
                    "S10",
                    "the changes of together() go out one by one",
                    Slots.class,
                    "gathered = inner;",
                    "gathered = null;",
                    SlotsTogetherTest.class,
                    "together_is_one_message_and_one_event"));
}
