package io.nuncio.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import io.nuncio.control.dump.ConfigDump;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.proxy.spec.Address;
import io.nuncio.proxy.spec.bootstrap.RuntimeSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Paths, statuses and texts are those of Envoy 1.40. */
class HandlersTest {

    private final AdminTable table = new AdminTable();
    private final FakeSubject subject = new FakeSubject();
    private final FakeLevels levels = new FakeLevels();

    @BeforeEach
    void handlers() {
        ServerHandlers.addTo(table, subject);
        ConfigHandlers.addTo(table, subject);
        RuntimeHandlers.addTo(table, subject.runtime());
        ProfileHandlers.addTo(table);
        LogHandlers.addTo(table, levels);
    }

    @Test
    void readyIsTwoHundredOnlyWhenLive() {
        assertThat(get("/ready")).isEqualTo(AdminResponse.text("LIVE\n"));
        subject.state = AdminSubject.State.PRE_INITIALIZING;
        assertThat(get("/ready")).isEqualTo(AdminResponse.text(503, "PRE_INITIALIZING\n"));
        subject.state = AdminSubject.State.DRAINING;
        assertThat(get("/ready")).isEqualTo(AdminResponse.text(503, "DRAINING\n"));
    }

    @Test
    void listenersAsText() {
        assertThat(get("/listeners").body()).isEqualTo("l1::127.0.0.1:80\nl2::[::1]:443\nl2::@sock\n");
        assertThat(get("/listeners?format=bogus").body())
                .isEqualTo(get("/listeners").body());
    }

    @Test
    void listenersAsJson() {
        assertThat(get("/listeners?format=json")).isEqualTo(AdminResponse.json("""
                        {
                         "listener_statuses": [
                          {
                           "name": "l1",
                           "local_address": {
                            "socket_address": {
                             "address": "127.0.0.1",
                             "port_value": 80
                            }
                           }
                          },
                          {
                           "name": "l2",
                           "local_address": {
                            "socket_address": {
                             "address": "::1",
                             "port_value": 443
                            }
                           },
                           "additional_local_addresses": [
                            {
                             "pipe": {
                              "path": "@sock"
                             }
                            }
                           ]
                          }
                         ]
                        }
                        """));
    }

    @Test
    void whatChangesTheServerReachesIt() {
        assertThat(post("/healthcheck/fail")).isEqualTo(AdminResponse.text("OK\n"));
        post("/healthcheck/ok");
        post("/drain_listeners?inboundonly&graceful");
        post("/drain_listeners?graceful&skip_exit");
        post("/reopen_logs");
        assertThat(post("/quitquitquit")).isEqualTo(AdminResponse.text("OK\n"));
        assertThat(subject.calls)
                .containsExactly(
                        "fail true",
                        "fail false",
                        "Drain[inboundOnly=true, graceful=true, skipExit=false]",
                        "Drain[inboundOnly=false, graceful=true, skipExit=true]",
                        "reopen",
                        "quit");
    }

    @Test
    void nothingIsChangedByGet() {
        for (String path : List.of("/healthcheck/fail", "/healthcheck/ok", "/drain_listeners", "/quitquitquit")) {
            assertThat(get(path)).isEqualTo(AdminResponse.text(405, "Method GET not allowed, POST required."));
        }
        assertThat(subject.calls).isEmpty();
    }

    @Test
    void memoryIsNumbersInQuotes() {
        assertThat(get("/memory").body()).containsPattern("\"allocated\": \"[1-9][0-9]+\"");
    }

    @Test
    void loggersAreListedAndChanged() {
        assertThat(post("/logging").body()).isEqualTo("active loggers:\n  config: info\n  main: info\n\n");
        assertThat(post("/logging?main=debug").body())
                .contains("  main: debug\n")
                .contains("  config: info\n");
        assertThat(post("/logging?paths=main:error,config:trace").body())
                .contains("  main: error\n")
                .contains("  config: trace\n");
        assertThat(post("/logging?level=warning").body())
                .contains("  main: warning\n")
                .contains("  config: warning\n");
    }

    @Test
    void whatNoLoggerUnderstandsChangesNone() {
        assertRefused("/logging?level=loud", "unknown logger level");
        assertRefused("/logging?main=loud", "unknown logger level");
        assertRefused("/logging?nobody=debug", "unknown logger name");
        assertRefused("/logging?paths=main:debug,nobody:debug", "unknown logger name");
        assertRefused("/logging?paths=main", "empty logger name or empty logger level");
        assertRefused("/logging?group=main:debug", "group parameter requires fine-grain logging to be enabled");
        assertRefused("/logging?main=debug&config=debug", "invalid number of parameters");
        assertThat(levels.values.values()).containsOnly("info");
    }

    @Test
    void configurationIsAskedForWithItsParameters() {
        assertThat(get("/config_dump")).isEqualTo(AdminResponse.json("{}"));
        assertThat(get("/config_dump?resource=x&mask=y&name_regex=b.*&include_eds"))
                .isEqualTo(AdminResponse.refused(404, "not found"));
        assertThat(subject.calls)
                .containsExactly("Optional.empty Optional.empty true false", "Optional[x] Optional[y] false true");
        assertThat(get("/config_dump?name_regex=("))
                .isEqualTo(AdminResponse.refused(
                        400, "INVALID_ARGUMENT: Error while parsing name_regex from (: missing ): ("));
    }

    @Test
    void whatIsNotReadyIsListed() {
        assertThat(get("/init_dump").body())
                .contains("\"name\": \"init manager Server\"")
                .contains("\"target Listener l3\"");
        assertThat(get("/init_dump?mask=cluster").body()).isEqualTo("{}\n");
    }

    @Test
    void runtimeValuesByLayer() {
        assertThat(get("/runtime").body().replaceAll("[ \n]", ""))
                .isEqualTo("{\"layers\":[\"fixed\",\"admin\"],\"entries\":{"
                        + "\"a.b\":{\"layer_values\":[\"1\",\"\"],\"final_value\":\"1\"},"
                        + "\"text\":{\"layer_values\":[\"x\",\"\"],\"final_value\":\"x\"}}}");
        assertThat(post("/runtime_modify?a.b=7&new=1")).isEqualTo(AdminResponse.ok());
        assertThat(get("/runtime").body()).contains("\"final_value\": \"7\"").contains("\"new\": {");
        assertThat(post("/runtime_modify?a.b=&new=")).isEqualTo(AdminResponse.ok());
        assertThat(get("/runtime").body()).contains("\"final_value\": \"1\"").doesNotContain("new");
        assertThat(post("/runtime_modify").status()).isEqualTo(400);
        assertThat(get("/runtime_modify?a=1").status()).isEqualTo(405);
    }

    @Test
    void runtimeValuesMayComeAsAForm() {
        AdminRequest form =
                AdminRequest.of("POST", "/runtime_modify").withBody("application/x-www-form-urlencoded", "form=1%2C2");
        assertThat(table.handle(form)).isEqualTo(AdminResponse.ok());
        assertThat(subject.runtime.value("admin", "form")).isEqualTo("1,2");
    }

    @Test
    void whatTheJvmDoesInstead() {
        assertThat(post("/cpuprofiler")).isEqualTo(AdminResponse.text(400, "?enable=<y|n>\n"));
        assertThat(post("/cpuprofiler?enable=y").status()).isEqualTo(501);
        assertThat(post("/heapprofiler?enable=y"))
                .isEqualTo(AdminResponse.text(501, "The current build does not support heap profiler"));
        assertThat(get("/heap_dump").status()).isEqualTo(501);
        assertThat(get("/contention").status()).isEqualTo(200);
    }

    @Test
    void helpNamesParametersAndTheirChoices() {
        assertThat(get("/help").body())
                .startsWith("admin commands are:\n  /: Admin home page\n  /allocprofiler (POST): ")
                .contains("  /listeners: print listener info\n      format: File format to use; One of (text, json)\n");
        assertThat(get("/").body()).contains("<form action='drain_listeners' method='post'>");
    }

    private void assertRefused(String target, String complaint) {
        AdminResponse response = post(target);
        assertThat(response.status()).as(target).isEqualTo(400);
        assertThat(response.body()).as(target).startsWith("error: " + complaint + "\n\nusage: /logging?");
    }

    private AdminResponse get(String target) {
        return table.handle(AdminRequest.of("GET", target));
    }

    private AdminResponse post(String target) {
        return table.handle(AdminRequest.of("POST", target));
    }

    private static final class FakeLevels implements LogLevelControl {
        private final Map<String, String> values = new TreeMap<>(Map.of("main", "info", "config", "info"));

        @Override
        public ImmutableMap<String, String> levels() {
            return ImmutableMap.copyOf(values);
        }

        @Override
        public boolean knowsLevel(String level) {
            return Set.of("trace", "debug", "info", "warning", "error", "critical", "off")
                    .contains(level);
        }

        @Override
        public void set(String logger, String level) {
            values.put(logger, level);
        }

        @Override
        public void setAll(String level) {
            values.replaceAll((logger, old) -> level);
        }
    }

    private static final class FakeSubject implements AdminSubject {
        private final List<String> calls = new ArrayList<>();
        private final RuntimeLayers runtime = new RuntimeLayers(
                new RuntimeSpec(ImmutableList.of(
                        new RuntimeSpec.StaticLayer("fixed", ImmutableMap.of("a.b", "1", "text", "\"x\"")),
                        new RuntimeSpec.AdminLayer("admin"))),
                new StatStore());
        private State state = State.LIVE;

        @Override
        public State state() {
            return state;
        }

        @Override
        public String serverInfo() {
            return "{}";
        }

        @Override
        public ImmutableList<ListenerStatus> listeners() {
            return ImmutableList.of(
                    new ListenerStatus("l1", ImmutableList.of(new Address.Socket("127.0.0.1", 80))),
                    new ListenerStatus(
                            "l2", ImmutableList.of(new Address.Socket("::1", 443), new Address.Pipe("@sock", 0))));
        }

        @Override
        public ImmutableList<ClusterStatus> clusters() {
            return ImmutableList.of();
        }

        @Override
        public ConfigDump.Answer configDump(ConfigDump.Query query) {
            calls.add(
                    query.resource() + " " + query.mask() + " " + query.names().test("a1") + " " + query.hosts());
            return query.resource().isPresent()
                    ? new ConfigDump.Answer(404, "not found")
                    : new ConfigDump.Answer(200, "{}");
        }

        @Override
        public ImmutableListMultimap<String, String> unready() {
            return ImmutableListMultimap.of("init manager Server", "target Listener l3");
        }

        @Override
        public RuntimeLayers runtime() {
            return runtime;
        }

        @Override
        public void refreshStats() {}

        @Override
        public void failHealthChecks(boolean failing) {
            calls.add("fail " + failing);
        }

        @Override
        public void drain(Drain how) {
            calls.add(how.toString());
        }

        @Override
        public void quit() {
            calls.add("quit");
        }

        @Override
        public void reopenLogs() {
            calls.add("reopen");
        }
    }
}
