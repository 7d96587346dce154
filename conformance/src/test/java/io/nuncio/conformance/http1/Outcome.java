package io.nuncio.conformance.http1;

import java.util.List;

/**
 * What became of one message.
 *
 * @param statuses of the answers, in order, the one to the request behind the message included
 * @param end what became of the connection
 * @param framings of the requests that came to the upstream
 * @param broken what was wrong with the bytes that came there; empty if nothing was
 */
record Outcome(List<Integer> statuses, End end, List<String> framings, String broken) {

    /** What became of the connection. */
    enum End {
        /** The request behind the message was served: both agree where the message ended. */
        SERVED,
        /** The proxy closed it, or said that it would. */
        CLOSED,
        /** Nothing comes any more: the proxy waits for the rest of something. */
        WAITS
    }

    /** The framing of the request behind the message. */
    static final String LAST = "last";

    /** How the framing of a request ends that has not come to its end. */
    static final String OPEN = "open";

    private static final int ERROR = 400;

    /** In short, as it stands in the table: statuses without the one behind, and how it ended if that says more. */
    String brief() {
        StringBuilder text = new StringBuilder();
        int count = end == End.SERVED ? statuses.size() - 1 : statuses.size();
        for (int i = 0; i < count; i++) {
            text.append(text.isEmpty() ? "" : " ").append(statuses.get(i));
        }
        boolean error = count > 0 && statuses.get(count - 1) >= ERROR;
        if (end == End.WAITS) {
            text.append(text.isEmpty() ? "waits" : " waits");
        } else if (end == End.CLOSED && !error) {
            text.append(text.isEmpty() ? "closed" : " closed");
        }
        return text.toString();
    }

    /** Whether the first request got through. */
    boolean taken() {
        return !framings.isEmpty()
                && !framings.get(0).equals(LAST)
                && !framings.get(0).endsWith(OPEN);
    }

    /**
     * Whether this reading and another of the same bytes could put two hops out of step: both took the first request, and
     * then saw another request, or another end of it.
     */
    boolean outOfStepWith(Outcome other) {
        if (!taken() || !other.taken()) {
            return false;
        }
        if (end == End.SERVED && other.end == End.SERVED && framings.size() != other.framings.size()) {
            // Some proxies answer by themselves what others send on; each still has to have seen as many requests.
            return statuses.size() != other.statuses.size();
        }
        int both = Math.min(framings.size(), other.framings.size());
        for (int i = 0; i < both; i++) {
            boolean open =
                    framings.get(i).endsWith(OPEN) || other.framings.get(i).endsWith(OPEN);
            if (!open && !framings.get(i).equals(other.framings.get(i))) {
                return true;
            }
        }
        // One has served what follows; for the other it is part of something that has not ended.
        return (end == End.WAITS && other.end == End.SERVED) || (end == End.SERVED && other.end == End.WAITS);
    }
}
