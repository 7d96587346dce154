package io.nuncio.conformance.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.conformance.peers.Programs;
import io.nuncio.conformance.peers.RunningProgram;
import io.nuncio.server.Nuncio;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The clients of others in front, nginx behind. */
@Timeout(120)
class RealPeersTest {

    private static final int REQUESTS = 50;
    private static final int LARGE_BYTES = 300_000;

    @TempDir
    private Path folder;

    private RunningProgram nginx;
    private Nuncio proxy;

    @BeforeEach
    void start() throws Exception {
        Path program = Programs.need("nginx");
        int port = RunningProgram.freePorts(1).get(0);
        Files.writeString(folder.resolve("large.txt"), "0123456789".repeat(LARGE_BYTES / 10));
        Path config = Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                worker_processes 1;
                pid #DIR#/nginx.pid;
                error_log #DIR#/nginx.err;
                user root;
                events { worker_connections 1024; }
                http {
                  access_log off;
                  client_body_temp_path #DIR#;
                  proxy_temp_path #DIR#;
                  fastcgi_temp_path #DIR#;
                  uwsgi_temp_path #DIR#;
                  scgi_temp_path #DIR#;
                  server {
                    listen 127.0.0.1:#PORT#;
                    root #DIR#;
                    client_max_body_size 10m;
                    location = /small { return 200 "small\\n"; }
                    location = /echo { proxy_pass http://127.0.0.1:#PORT#/length; }
                    location = /length { return 200 "$content_length\\n"; }
                    location = /large.txt { gzip off; }
                  }
                }
                """.replace("#DIR#", folder.toString())
                .replace("#PORT#", Integer.toString(port)));
        nginx = RunningProgram.start(
                folder.resolve("nginx.log"), List.of(port), List.of(program.toString(), "-c", config.toString()));
        proxy = HttpProxy.start("", "", "timeout: 10s", port);
    }

    @AfterEach
    void end() {
        if (proxy != null) {
            proxy.close();
        }
        if (nginx != null) {
            nginx.close();
        }
    }

    private String url(String path) {
        return "http://127.0.0.1:" + proxy.port("front") + path;
    }

    @Test
    void curl() throws Exception {
        String curl = Programs.need("curl").toString();
        String many = Programs.run(
                List.of(curl, "-sS", "-w", "%{http_code} %{num_connects}\\n", url("/small?[1-" + REQUESTS + "]")));
        assertThat(many.lines().filter("200 0"::equals))
                .as("requests on the kept connection")
                .hasSize(REQUESTS - 1);
        assertThat(Programs.run(List.of(curl, "-sS", "-I", url("/small")))).startsWith("HTTP/1.1 200 OK\r\n");
        assertThat(Programs.run(
                        List.of(curl, "-sS", "--http1.0", "-o", "/dev/null", "-w", "%{http_code}", url("/small"))))
                .as("as Envoy answers by default")
                .isEqualTo("426");
        Path large = folder.resolve("large.txt");
        assertThat(Programs.run(List.of(curl, "-sS", url("/large.txt")))).isEqualTo(Files.readString(large));
        assertThat(Programs.run(
                        List.of(curl, "-sS", "--data-binary", "@" + large, "-H", "Expect: 100-continue", url("/echo"))))
                .isEqualTo(LARGE_BYTES + "\n");
        assertThat(Programs.run(List.of(
                        curl,
                        "-sS",
                        "-T",
                        large.toString(),
                        "-X",
                        "POST",
                        "-H",
                        "Transfer-Encoding: chunked",
                        url("/echo"))))
                .isEqualTo(LARGE_BYTES + "\n");
    }

    @Test
    void javasClient() throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                HttpRequest.Builder request =
                        HttpRequest.newBuilder(URI.create(url(i % 2 == 0 ? "/large.txt" : "/echo")));
                all.add(client.sendAsync(
                        i % 2 == 0
                                ? request.build()
                                : request.POST(HttpRequest.BodyPublishers.ofString("x".repeat(i * 1000)))
                                        .build(),
                        HttpResponse.BodyHandlers.ofString()));
            }
            for (int i = 0; i < REQUESTS; i++) {
                HttpResponse<String> response = all.get(i).get();
                assertThat(response.statusCode()).isEqualTo(200);
                if (i % 2 == 0) {
                    assertThat(response.body()).hasSize(LARGE_BYTES);
                } else {
                    assertThat(response.body()).isEqualTo(i * 1000 + "\n");
                }
            }
        }
    }

    @Test
    void pythonsClient() throws Exception {
        String python = Programs.need("python3").toString();
        Path script = Files.writeString(folder.resolve("client.py"), """
                import http.client, sys
                connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=10)
                connection.connect()
                local = connection.sock.getsockname()
                for i in range(%1$d):
                    connection.request("GET", "/large.txt")
                    answer = connection.getresponse()
                    assert answer.status == 200 and len(answer.read()) == %2$d
                    connection.request("POST", "/echo", body=iter([b"x" * 1000] * 10), encode_chunked=True,
                                       headers={"Transfer-Encoding": "chunked"})
                    answer = connection.getresponse()
                    assert answer.status == 200 and answer.read() == b"10000\\n"
                    connection.request("HEAD", "/small")
                    answer = connection.getresponse()
                    assert answer.status == 200 and answer.read() == b""
                assert connection.sock.getsockname() == local
                print("all well")
                """.formatted(REQUESTS / 5, LARGE_BYTES));
        assertThat(Programs.run(List.of(python, script.toString(), Integer.toString(proxy.port("front")))))
                .isEqualTo("all well\n");
    }

    @Test
    void wrk() throws Exception {
        String wrk = Programs.need("wrk").toString();
        String said = Programs.run(List.of(wrk, "-t1", "-c32", "-d1s", url("/small")));
        assertThat(said).doesNotContain("Socket errors").doesNotContain("Non-2xx");
        Matcher requests = Pattern.compile("(\\d+) requests in").matcher(said);
        assertThat(requests.find()).as(said).isTrue();
        assertThat(Integer.parseInt(requests.group(1))).isGreaterThan(REQUESTS);
    }
}
