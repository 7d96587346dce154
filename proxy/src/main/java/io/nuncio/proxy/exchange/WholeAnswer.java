package io.nuncio.proxy.exchange;

import io.nuncio.filter.Body;
import io.nuncio.filter.Headers;
import io.nuncio.filter.Response;
import io.nuncio.filter.inline.Stream.Cancellable;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spi.http.UpstreamCall;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.ResetReason;
import io.nuncio.proxy.spi.message.StreamAnswers;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects the response of a call and hands it over whole. Whoever called is told by a post of its own, never while it is
 * calling.
 */
final class WholeAnswer implements StreamAnswers, Cancellable {

    private final Dispatcher dispatcher;
    private final Consumer<Response> then;
    private final Consumer<Exception> failed;
    private final ByteQueue body = new ByteQueue();
    private @Nullable UpstreamCall call;
    private int status;
    private Headers headers = Headers.NONE;
    private boolean over;
    private boolean cancelled;

    WholeAnswer(Dispatcher dispatcher, Consumer<Response> then, Consumer<Exception> failed) {
        this.dispatcher = dispatcher;
        this.then = then;
        this.failed = failed;
    }

    void begun(UpstreamCall begun) {
        call = begun;
    }

    void send(byte[] bytes) {
        if (call != null) {
            ByteQueue data = new ByteQueue();
            data.addCopy(bytes);
            call.sendData(data, true);
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        over = true;
        body.release();
        if (call != null) {
            call.cancel();
        }
    }

    @Override
    public void onHeaders(Head head, boolean end) {
        status = (int) head.number(HeaderNames.STATUS);
        String[] pairs = new String[(head.size() - head.pseudoCount()) * 2];
        for (int i = 0; i < pairs.length; i += 2) {
            int at = head.pseudoCount() + i / 2;
            pairs[i] = head.nameAt(at);
            pairs[i + 1] = head.valueAt(at);
        }
        headers = Headers.of(pairs);
        head.release();
        if (end) {
            complete();
        }
    }

    @Override
    public void onData(ByteQueue data, boolean end) {
        if (over) {
            return;
        }
        if (body.readableBytes() + data.readableBytes() > InternalCalls.BODY_BYTES_MAX) {
            over = true;
            body.release();
            tell(() -> failed.accept(new Body.TooLargeException(InternalCalls.BODY_BYTES_MAX)));
            if (call != null) {
                call.cancel();
            }
            return;
        }
        body.moveFrom(data);
        if (end) {
            complete();
        }
    }

    @Override
    public void onTrailers(Head trailers) {
        trailers.release();
        complete();
    }

    @Override
    public void onReset(ResetReason reason, String details) {
        if (!over) {
            over = true;
            body.release();
            tell(() -> failed.accept(new IOException("the call ended early: " + reason.text())));
        }
    }

    private void complete() {
        if (over) {
            return;
        }
        over = true;
        byte[] bytes = new byte[(int) body.readableBytes()];
        body.copyTo(bytes);
        body.release();
        Response response = new Response(status, headers, Body.of(bytes), "");
        tell(() -> then.accept(response));
    }

    private void tell(Runnable outcome) {
        dispatcher.post(() -> {
            if (!cancelled) {
                outcome.run();
            }
        });
    }
}
