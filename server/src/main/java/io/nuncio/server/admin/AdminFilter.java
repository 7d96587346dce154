package io.nuncio.server.admin;

import io.nuncio.filter.inline.Bytes;
import io.nuncio.filter.inline.MutableHeaders;
import io.nuncio.filter.inline.StreamFilter;
import io.nuncio.filter.thread.AnyThread;
import io.nuncio.filter.thread.OnWorker;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.kernel.thread.SchedulableCallback;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spi.http.EngineStream;
import io.nuncio.proxy.spi.http.StreamFilterMaker;
import io.nuncio.proxy.spi.message.Head;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request to the admin: the only filter of its chain, and so the one that answers. Like all of the engine it is confined
 * to the dispatcher of its stream, which is main's here.
 *
 * <p>A request is answered when it is complete; its body is held up to the connection's buffer limit (413 above). An
 * answer is written a page a loop turn, and only while the client keeps up.
 */
@OnWorker
final class AdminFilter implements StreamFilter, EngineStream.WatermarkAnswers {

    private static final HeaderName CACHE_CONTROL = HeaderName.of("cache-control");
    private static final HeaderName CONTENT_TYPE_OPTIONS = HeaderName.of("x-content-type-options");

    private final AdminTable.Handler table;
    private final EngineStream stream;
    private final SchedulableCallback next;
    private String method = "";
    private String target = "";
    private String contentType = "";
    private @Nullable AdminBody rest;
    private int highs;

    private AdminFilter(AdminTable.Handler table, EngineStream stream) {
        this.table = table;
        this.stream = stream;
        this.next = stream.dispatcher().createSchedulableCallback(this::page);
    }

    /** Makes the filters of the admin, which runs on main alone. */
    @AnyThread
    static StreamFilterMaker maker(AdminTable.Handler table) {
        return new StreamFilterMaker() {
            @Override
            public StreamFilter make(EngineStream stream) {
                return new AdminFilter(table, stream);
            }

            @Override
            public boolean terminal() {
                return true;
            }
        };
    }

    @Override
    public Verdict onRequestHeaders(MutableHeaders headers, boolean end) {
        method = Objects.requireNonNullElse(headers.get(":method"), "");
        target = Objects.requireNonNullElse(headers.get(":path"), "/");
        contentType = Objects.requireNonNullElse(headers.get("content-type"), "");
        if (end) {
            answer("");
        }
        return Verdict.HOLD;
    }

    @Override
    public Verdict onRequestData(Bytes data, boolean end) {
        if (!end) {
            return Verdict.HOLD;
        }
        answer(held() + new String(data.copy(), StandardCharsets.UTF_8));
        return Verdict.CONSUME;
    }

    @Override
    public Verdict onRequestTrailers(MutableHeaders trailers) {
        answer(held());
        return Verdict.HOLD;
    }

    @Override
    public void onDestroy() {
        next.close();
    }

    private String held() {
        ByteQueue held = stream.heldRequestData();
        if (held == null) {
            return "";
        }
        byte[] bytes = new byte[Math.toIntExact(held.readableBytes())];
        held.copyTo(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void answer(String body) {
        AdminResponse response = table.handle(AdminRequest.of(method, target).withBody(contentType, body));
        Head head = stream.heads().take(Head.Kind.RESPONSE);
        head.set(HeaderNames.STATUS, response.status());
        head.set(HeaderNames.CONTENT_TYPE, response.contentType());
        head.set(CACHE_CONTROL, "no-cache, max-age=0");
        head.set(CONTENT_TYPE_OPTIONS, "nosniff");
        if (response.refusal()) {
            head.add(CONTENT_TYPE_OPTIONS, "nosniff"); // twice, as in Envoy
        }
        stream.respondHeaders(head, false);
        rest = response.rest().orElse(null);
        stream.subscribe(this);
        write(response.body(), rest == null);
        proceed();
    }

    private void page() {
        AdminBody from = rest;
        if (from == null) {
            return;
        }
        StringBuilder text = new StringBuilder();
        boolean more = from.next(text);
        if (!more) {
            rest = null;
        }
        write(text.toString(), !more);
        proceed();
    }

    private void proceed() {
        if (rest != null && highs == 0) {
            next.scheduleNextIteration();
        }
    }

    private void write(String text, boolean end) {
        if (text.isEmpty() && !end) {
            return;
        }
        ByteQueue bytes = new ByteQueue();
        bytes.addCopy(text.getBytes(StandardCharsets.UTF_8));
        if (end) {
            stream.unsubscribe(this);
        }
        stream.respondData(bytes, end);
    }

    // ---- WatermarkAnswers

    @Override
    public void onAboveWriteHighWatermark() {
        highs++;
        next.cancel();
    }

    @Override
    public void onBelowWriteLowWatermark() {
        highs--;
        proceed();
    }
}
