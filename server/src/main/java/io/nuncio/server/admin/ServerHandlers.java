package io.nuncio.server.admin;

import io.nuncio.proxy.spec.Address;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;

/** What is asked of the server as a whole: its state, its listeners, its end. */
final class ServerHandlers {

    private final AdminSubject subject;

    private ServerHandlers(AdminSubject subject) {
        this.subject = subject;
    }

    static void addTo(AdminTable table, AdminSubject subject) {
        ServerHandlers handlers = new ServerHandlers(subject);
        table.read("/ready", "print server state, return 200 if LIVE, otherwise return 503", handlers::ready);
        table.read(
                "/server_info",
                "print server version/status information",
                request -> AdminResponse.json(subject.serverInfo() + "\n"));
        table.read(
                "/hot_restart_version",
                "print the hot restart compatibility version",
                request -> AdminResponse.text("disabled"));
        table.read("/memory", "print current allocation/heap usage", request -> AdminResponse.json(memory()));
        table.read(
                "/listeners",
                "print listener info",
                handlers::listeners,
                AdminParameter.choice("format", "File format to use", "text", "json"));
        table.write(
                "/drain_listeners",
                "drain listeners",
                handlers::drain,
                AdminParameter.flag(
                        "graceful",
                        "When draining listeners, enter a graceful drain period prior to closing listeners. This"
                                + " behaviour and duration is configurable via server options or CLI"),
                AdminParameter.flag(
                        "skip_exit",
                        "When draining listeners, drain the connections but never stop the listeners. The graceful"
                                + " parameter has no effect when this is set, since the drain period only delays"
                                + " stopping the listeners"),
                AdminParameter.flag(
                        "inboundonly",
                        "Drains all inbound listeners. traffic_direction field in"
                                + " envoy_v3_api_msg_config.listener.v3.Listener is used to determine whether a"
                                + " listener is inbound or outbound."));
        table.write("/healthcheck/fail", "cause the server to fail health checks", request -> health(subject, true));
        table.write("/healthcheck/ok", "cause the server to pass health checks", request -> health(subject, false));
        table.write("/reopen_logs", "reopen access logs", request -> {
            subject.reopenLogs();
            return AdminResponse.ok();
        });
        table.write("/quitquitquit", "exit the server", request -> {
            subject.quit();
            return AdminResponse.ok();
        });
    }

    private AdminResponse ready(AdminRequest request) {
        AdminSubject.State state = subject.state();
        return AdminResponse.text(state == AdminSubject.State.LIVE ? 200 : 503, state.name() + "\n");
    }

    private AdminResponse drain(AdminRequest request) {
        subject.drain(
                new AdminSubject.Drain(request.has("inboundonly"), request.has("graceful"), request.has("skip_exit")));
        return AdminResponse.ok();
    }

    private AdminResponse listeners(AdminRequest request) {
        if (request.first("format").filter("json"::equals).isPresent()) {
            return AdminResponse.json(listenersJson());
        }
        StringBuilder out = new StringBuilder();
        for (AdminSubject.ListenerStatus listener : subject.listeners()) {
            for (Address address : listener.addresses()) {
                out.append(listener.name()).append("::").append(address.text()).append('\n');
            }
        }
        return AdminResponse.text(out.toString());
    }

    private String listenersJson() {
        Json json = new Json().open('{').key("listener_statuses").open('[');
        for (AdminSubject.ListenerStatus listener : subject.listeners()) {
            json.open('{')
                    .key("name")
                    .text(listener.name())
                    .key("local_address")
                    .address(listener.addresses().getFirst());
            if (listener.addresses().size() > 1) {
                json.key("additional_local_addresses").open('[');
                listener.addresses().stream().skip(1).forEach(json::address);
                json.close(']');
            }
            json.close('}');
        }
        return json.close(']').close('}') + "\n";
    }

    private static AdminResponse health(AdminSubject subject, boolean failing) {
        subject.failHealthChecks(failing);
        return AdminResponse.ok();
    }

    private static String memory() {
        MemoryMXBean beans = ManagementFactory.getMemoryMXBean();
        MemoryUsage heap = beans.getHeapMemoryUsage();
        MemoryUsage other = beans.getNonHeapMemoryUsage();
        return new Json()
                        .open('{')
                        .key("allocated")
                        .text(Long.toString(heap.getUsed() + other.getUsed()))
                        .key("heap_size")
                        .text(Long.toString(heap.getCommitted() + other.getCommitted()))
                        .key("pageheap_unmapped")
                        .text("0")
                        .key("pageheap_free")
                        .text(Long.toString(heap.getCommitted() - heap.getUsed()))
                        .key("total_thread_cache")
                        .text("0")
                        .key("total_physical_bytes")
                        .text(Long.toString(heap.getCommitted() + other.getCommitted()))
                        .close('}')
                + "\n";
    }
}
