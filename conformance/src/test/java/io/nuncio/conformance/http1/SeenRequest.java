package io.nuncio.conformance.http1;

import io.nuncio.conformance.http1.StrictReader.BrokenException;
import java.util.zip.CRC32;

/** A request as it came to the upstream; written by one thread, read by another. */
final class SeenRequest {

    private final String method;
    private final String target;
    private final CRC32 sum = new CRC32();
    private long length = -1;
    private boolean chunked;
    private boolean expects;
    private long received;
    private boolean complete;

    SeenRequest(String method, String target) {
        this.method = method;
        this.target = target;
    }

    String method() {
        return method;
    }

    String target() {
        return target;
    }

    synchronized void length(long value) throws BrokenException {
        if (length >= 0 || chunked) {
            throw new BrokenException("more than one length");
        }
        length = value;
    }

    synchronized void coding(String value) throws BrokenException {
        if (length >= 0 || chunked || !value.equalsIgnoreCase("chunked")) {
            throw new BrokenException("transfer-encoding " + value);
        }
        chunked = true;
    }

    synchronized long length() {
        return length;
    }

    synchronized boolean chunked() {
        return chunked;
    }

    synchronized void expects() {
        expects = true;
    }

    synchronized boolean waitsForContinue() {
        return expects && (chunked || length > 0);
    }

    synchronized void data(byte[] data) {
        sum.update(data);
        received += data.length;
    }

    synchronized void complete() {
        complete = true;
    }

    synchronized boolean isComplete() {
        return complete;
    }

    /** What of it decides where the next one begins: two hops that read the same bytes have to agree on it. */
    synchronized String framing() {
        if (target.startsWith(Exchange.LAST)) {
            return Outcome.LAST;
        }
        return method + ":" + (complete ? received + ":" + Long.toHexString(sum.getValue()) : Outcome.OPEN);
    }
}
