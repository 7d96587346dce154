package io.nuncio.conformance.http1;

import io.nuncio.conformance.http1.Outcome.End;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends one message through a proxy, with a plain request behind it, and looks what comes of it. */
final class Exchange {

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([2-9][0-9]{2})[ \\r]");
    /** How the target of the request behind the message begins. */
    static final String LAST = "/last/";

    private static final int BUFFER_BYTES = 16_384;
    private static final int ERROR = 400;

    private final int port;
    private final Origin origin;

    Exchange(int port, Origin origin) {
        this.port = port;
        this.origin = origin;
    }

    /** @param quietMs after so long without an answer there comes none */
    Outcome of(Message message, int quietMs) throws IOException {
        origin.begin();
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        End end;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(quietMs);
            end = send(socket, message) ? receive(socket, message.number(), answer) : End.CLOSED;
            if (end == End.CLOSED && answer.size() == 0) {
                end = receive(socket, message.number(), answer);
            }
        }
        return new Outcome(statuses(answer), end, origin.framings(), origin.broken());
    }

    private static boolean send(Socket socket, Message message) {
        try {
            OutputStream out = socket.getOutputStream();
            byte[] bytes = message.bytes();
            String last = "GET " + LAST + message.number() + " HTTP/1.1\r\nHost: a.test\r\n\r\n";
            if (message.cut() > 0) {
                out.write(bytes, 0, message.cut());
                out.write(bytes, message.cut(), bytes.length - message.cut());
                out.write(last.getBytes(StandardCharsets.ISO_8859_1));
            } else {
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                all.writeBytes(bytes);
                all.writeBytes(last.getBytes(StandardCharsets.ISO_8859_1));
                out.write(all.toByteArray());
            }
            return true;
        } catch (IOException refusedAlready) {
            return false;
        }
    }

    private static End receive(Socket socket, int number, ByteArrayOutputStream answer) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            InputStream in = socket.getInputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                answer.write(buffer, 0, count);
                String text = answer.toString(StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
                if (text.contains("x-target: " + LAST + number + "\r\n")) {
                    return End.SERVED;
                }
                if (refusedForGood(text)) {
                    return End.CLOSED;
                }
            }
            return End.CLOSED;
        } catch (SocketTimeoutException e) {
            return End.WAITS;
        } catch (IOException reset) {
            return End.CLOSED;
        }
    }

    /** Whether the last answer is an error that ends the connection; some proxies let a second pass until it has. */
    private static boolean refusedForGood(String text) {
        int head = text.lastIndexOf("http/1.");
        Matcher matcher = STATUS.matcher(text.substring(Math.max(0, head)).toUpperCase(Locale.ROOT));
        return matcher.lookingAt()
                && Integer.parseInt(matcher.group(1)) >= ERROR
                && text.indexOf("connection: close\r\n", head) > 0
                && text.indexOf("\r\n\r\n", head) > 0;
    }

    private static List<Integer> statuses(ByteArrayOutputStream answer) {
        List<Integer> out = new ArrayList<>();
        Matcher matcher = STATUS.matcher(answer.toString(StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            out.add(Integer.parseInt(matcher.group(1)));
        }
        return out;
    }
}
