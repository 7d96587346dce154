package io.nuncio.proxy.spec.match;

import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.http.HeaderView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Header fields in a list. */
public final class TestHeaders implements HeaderView {

    private final List<HeaderName> names = new ArrayList<>();
    private final List<String> values = new ArrayList<>();

    /** Fields given as name, value, name, value. */
    public static TestHeaders of(String... pairs) {
        TestHeaders headers = new TestHeaders();
        for (int i = 0; i < pairs.length; i += 2) {
            headers.add(pairs[i], pairs[i + 1]);
        }
        return headers;
    }

    /** One more field. */
    public TestHeaders add(String name, String value) {
        names.add(HeaderName.of(name));
        values.add(value);
        return this;
    }

    @Override
    public boolean has(HeaderName name) {
        return names.contains(name);
    }

    @Override
    public @Nullable String first(HeaderName name) {
        int at = names.indexOf(name);
        return at < 0 ? null : values.get(at);
    }

    @Override
    public List<String> all(HeaderName name) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equals(name)) {
                all.add(values.get(i));
            }
        }
        return all;
    }

    @Override
    public boolean valueEquals(HeaderName name, String value) {
        return value.equals(first(name));
    }
}
