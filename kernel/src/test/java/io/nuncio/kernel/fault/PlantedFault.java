package io.nuncio.kernel.fault;

/**
 * One mistake that somebody could make: a line of a class, what it would be, and the test that must notice.
 *
 * @param id as in FAULTS.md
 * @param what the mistake in a few words, as in FAULTS.md
 * @param in the class that it is planted in
 * @param line text that occurs exactly once in the source of that class
 * @param mistake what stands there instead
 * @param test the test class
 * @param method its method that must turn red
 */
public record PlantedFault(
        String id, String what, Class<?> in, String line, String mistake, Class<?> test, String method) {

    @Override
    public String toString() {
        return id + ": " + what;
    }
}
