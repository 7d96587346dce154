package io.nuncio.server.admin;

import java.util.Optional;

/** What Envoy asks of its allocator and its profiler: here the JVM has tools of its own, and the answers say so. */
final class ProfileHandlers {

    private static final int BAD_REQUEST = 400;
    private static final int NOT_IMPLEMENTED = 501;

    private static final String USAGE = "?enable=<y|n>\n";
    private static final String NO_HEAP_PROFILER = "The current build does not support heap profiler";

    private ProfileHandlers() {}

    static void addTo(AdminTable table) {
        table.read(
                "/contention",
                "dump current Envoy mutex contention stats (if enabled)",
                request -> AdminResponse.text("Mutex contention tracing is not enabled."
                        + " To enable, run Envoy with flag --enable-mutex-tracing."));
        table.write(
                "/cpuprofiler",
                "enable/disable the CPU profiler",
                request -> profiler(request, "This is a JVM: ask its flight recorder (jcmd PID JFR.start)"),
                AdminParameter.choice("enable", "enables the CPU profiler", "y", "n"));
        table.write(
                "/heapprofiler",
                "enable/disable the heap profiler",
                request -> AdminResponse.text(NOT_IMPLEMENTED, NO_HEAP_PROFILER),
                AdminParameter.choice("enable", "enable/disable the heap profiler", "y", "n"));
        table.write(
                "/allocprofiler",
                "enable/disable the allocation profiler (if supported)",
                request -> profiler(request, "The current build does not support allocation profiler"),
                AdminParameter.choice("enable", "enable/disable the allocation profiler", "y", "n"));
        table.read("/heap_dump", "dump current Envoy heap (if supported)", request -> noDump());
        table.read("/peak_heap_dump", "dump peak Envoy heap (if supported)", request -> noDump());
        table.read(
                "/memory/tcmalloc",
                "print TCMalloc stats",
                request -> AdminResponse.text(NOT_IMPLEMENTED, "This is a JVM, without TCMalloc: see /memory"));
    }

    private static AdminResponse profiler(AdminRequest request, String refusal) {
        Optional<String> enable = request.first("enable");
        if (enable.filter(each -> each.equals("y") || each.equals("n")).isEmpty()) {
            return AdminResponse.text(BAD_REQUEST, USAGE);
        }
        return AdminResponse.text(NOT_IMPLEMENTED, refusal);
    }

    private static AdminResponse noDump() {
        return AdminResponse.text(NOT_IMPLEMENTED, "This is a JVM: ask it for a dump (jcmd PID GC.heap_dump FILE)");
    }
}
