package io.nuncio.server.admin;

import io.nuncio.proxy.spec.Address;
import java.util.Locale;

/** Writes JSON as Envoy's admin shows messages: one blank of indent a level, names in snake case. */
public final class Json {

    private final StringBuilder out = new StringBuilder();
    private int depth;
    private boolean empty = true;
    private boolean afterKey;

    /** Opens an object ('{') or a list ('['). */
    public Json open(char bracket) {
        value();
        out.append(bracket);
        depth++;
        empty = true;
        return this;
    }

    /** Closes what was opened last ('}' or ']'). */
    public Json close(char bracket) {
        depth--;
        if (!empty) {
            line();
        }
        out.append(bracket);
        empty = false;
        return this;
    }

    /** The name of the next value. */
    public Json key(String name) {
        value();
        quote(name);
        out.append(": ");
        afterKey = true;
        return this;
    }

    /** A text. */
    public Json text(String value) {
        value();
        quote(value);
        return this;
    }

    /** A number. */
    public Json number(long value) {
        value();
        out.append(value);
        return this;
    }

    /** True or false. */
    public Json bool(boolean value) {
        value();
        out.append(value);
        return this;
    }

    /** JSON made elsewhere, on one line. */
    public Json raw(String json) {
        value();
        out.append(json);
        return this;
    }

    /** An address, as {@code config.core.v3.Address}. */
    public Json address(Address address) {
        open('{');
        if (address instanceof Address.Socket socket) {
            key("socket_address").open('{').key("address").text(socket.host());
            key("port_value").number(socket.port()).close('}');
        } else if (address instanceof Address.Pipe pipe) {
            key("pipe").open('{').key("path").text(pipe.path());
            if (pipe.mode() != 0) {
                key("mode").number(pipe.mode());
            }
            close('}');
        } else if (address instanceof Address.Internal internal) {
            key("envoy_internal_address").open('{').key("server_listener_name").text(internal.listener());
            if (!internal.endpointId().isEmpty()) {
                key("endpoint_id").text(internal.endpointId());
            }
            close('}');
        }
        return close('}');
    }

    /** What was written, without a line end. */
    @Override
    public String toString() {
        return out.toString();
    }

    private void value() {
        if (afterKey) {
            afterKey = false;
            return;
        }
        if (depth > 0) {
            if (!empty) {
                out.append(',');
            }
            line();
        }
        empty = false;
    }

    private void line() {
        out.append('\n').repeat(' ', depth);
    }

    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ') {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
