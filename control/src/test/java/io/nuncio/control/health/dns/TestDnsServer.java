package io.nuncio.control.health.dns;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A name server on a free port of the loopback, over UDP and TCP, with threads of its own. */
final class TestDnsServer implements AutoCloseable {

    private static final int HEADER_BYTES = 12;

    /** What it does with a question. */
    enum Manner {
        ANSWER,
        SILENT,
        FAIL,
        TRUNCATE,
        FORGE
    }

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final Map<String, List<String>> records = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile Manner manner = Manner.ANSWER;

    TestDnsServer() throws IOException {
        tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        udp = new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::serveUdp);
        Thread.ofPlatform().daemon().start(this::serveTcp);
    }

    /** Knows from now on: {@code ("a.test A", "60 10.0.0.1")}, {@code ("a.test A", "5 cname", "60 10.0.0.1")}. */
    TestDnsServer with(String question, String... answers) {
        records.put(question, List.of(answers));
        return this;
    }

    TestDnsServer manner(Manner next) {
        manner = next;
        return this;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(tcp.getInetAddress(), tcp.getLocalPort());
    }

    /** What it was asked, in order. */
    List<String> asked() {
        return asked;
    }

    private void serveUdp() {
        byte[] buffer = new byte[2048];
        while (!udp.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                udp.receive(packet);
                byte[] answer = answer(Arrays.copyOf(buffer, packet.getLength()), "udp");
                if (answer.length > 0) {
                    udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try (Socket socket = tcp.accept()) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                byte[] question = new byte[in.readUnsignedShort()];
                in.readFully(question);
                byte[] answer = answer(question, "tcp");
                socket.getOutputStream().write(new byte[] {(byte) (answer.length >> 8), (byte) answer.length});
                socket.getOutputStream().write(answer);
            } catch (IOException e) {
                if (tcp.isClosed()) {
                    return;
                }
            }
        }
    }

    private byte[] answer(byte[] question, String way) {
        StringBuilder name = new StringBuilder();
        int at = HEADER_BYTES;
        while (question[at] != 0) {
            name.append(name.isEmpty() ? "" : ".")
                    .append(new String(question, at + 1, question[at], StandardCharsets.US_ASCII));
            at += question[at] + 1;
        }
        String type = question[at + 2] == DnsMessage.TYPE_A ? "A" : "AAAA";
        String key = name + " " + type;
        asked.add(way + " " + key);
        List<String> answers = records.getOrDefault(key, List.of());
        boolean exists = records.keySet().stream().anyMatch(known -> known.startsWith(name + " "));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean cut = manner == Manner.TRUNCATE && way.equals("udp");
        int id = question[0] ^ (manner == Manner.FORGE ? 1 : 0);
        out.writeBytes(new byte[] {(byte) id, question[1], (byte) (cut ? 0x83 : 0x81)});
        out.write(manner == Manner.FAIL ? 2 : exists ? 0 : 3);
        int count = cut || manner == Manner.FAIL ? 0 : answers.size();
        out.writeBytes(new byte[] {0, 1, 0, (byte) count, 0, 0, 0, 0});
        out.write(question, HEADER_BYTES, at + 5 - HEADER_BYTES);
        for (int i = 0; i < count; i++) {
            record(answers.get(i), type, out);
        }
        return manner == Manner.SILENT ? new byte[0] : out.toByteArray();
    }

    private static void record(String text, String type, ByteArrayOutputStream out) {
        String[] words = text.split(" ");
        boolean alias = words[1].equals("cname");
        byte[] data = alias
                ? new byte[] {(byte) 0xC0, HEADER_BYTES}
                : InetAddress.ofLiteral(words[1]).getAddress();
        int number = alias ? 5 : type.equals("A") ? DnsMessage.TYPE_A : DnsMessage.TYPE_AAAA;
        out.writeBytes(new byte[] {(byte) 0xC0, HEADER_BYTES, 0, (byte) number, 0, 1, 0, 0});
        int seconds = Integer.parseInt(words[0]);
        out.writeBytes(new byte[] {(byte) (seconds >> 8), (byte) seconds, 0, (byte) data.length});
        out.writeBytes(data);
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
