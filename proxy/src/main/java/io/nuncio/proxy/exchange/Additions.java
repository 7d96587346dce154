package io.nuncio.proxy.exchange;

import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spi.message.Head;

/** Data and trailers that filters add to what passes them: where that can be done, and what becomes of it. */
record Additions(HttpStream stream) {

    void requestData(int at, ByteQueue data, boolean streaming) {
        data(stream.request(), at, data, streaming, stream.phase().request());
    }

    void responseData(int at, ByteQueue data, boolean streaming) {
        data(
                stream.response(),
                stream.responsePlace(at),
                data,
                streaming,
                stream.phase().response());
    }

    Head requestTrailers() {
        return trailers(stream.request(), Phase.REQUEST_DATA, Head.Kind.REQUEST_TRAILERS);
    }

    Head responseTrailers() {
        return trailers(stream.response(), Phase.RESPONSE_DATA, Head.Kind.RESPONSE_TRAILERS);
    }

    private void data(Pass pass, int place, ByteQueue data, boolean streaming, boolean onItsWay) {
        Phase phase = stream.phase();
        boolean inTrailers = phase == Phase.REQUEST_TRAILERS || phase == Phase.RESPONSE_TRAILERS;
        if (phase == Phase.NONE || onItsWay && (!inTrailers || pass.stopped(place))) {
            pass.hold(data, streaming);
        } else if (onItsWay) {
            pass.dispatchAhead(place, data);
        } else {
            data.release();
            stream.answer().invalidData();
        }
    }

    private Head trailers(Pass pass, Phase during, Head.Kind kind) {
        if (stream.phase() != during || !pass.complete() || pass.trailers() != null) {
            throw new IllegalStateException("trailers can be added once, and only with the last data");
        }
        Head added = stream.ground().heads().take(kind);
        pass.addTrailers(added);
        return added;
    }
}
