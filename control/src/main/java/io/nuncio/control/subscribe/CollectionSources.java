package io.nuncio.control.subscribe;

import com.google.protobuf.Message;
import io.nuncio.control.assemble.Outcome;
import io.nuncio.control.assemble.Update;
import io.nuncio.control.subscribe.xds.CollectionSubscription;
import io.nuncio.control.subscribe.xds.ResourceReader;
import io.nuncio.control.subscribe.xds.ResourceType;
import io.nuncio.control.subscribe.xds.Subscription;
import io.nuncio.control.subscribe.xds.UnknownFieldLog;
import io.nuncio.control.subscribe.xds.XdsMux;
import io.nuncio.control.translate.Candidate;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.kernel.thread.FileWatch;
import io.nuncio.proxy.spec.ConfigSourceSpec;
import io.nuncio.proxy.spec.FileSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Opens what brings all clusters, all listeners: out of files or from control planes. Main thread only. */
final class CollectionSources implements AutoCloseable {

    private final ConfigRoad.Setting setting;
    private final UnknownFieldLog unknownFields;
    private final Muxes muxes;
    private final List<Subscription> opened = new ArrayList<>();
    private @Nullable FileWatch watch;

    CollectionSources(ConfigRoad.Setting setting, Muxes muxes) {
        this.setting = setting;
        this.muxes = muxes;
        this.unknownFields = new UnknownFieldLog(setting.stats());
    }

    /**
     * What is brought.
     *
     * @param type of the resources
     * @param empty their message
     * @param nameOf the name that a message has
     * @param candidate makes a candidate of a message
     * @param apply hands an update to its assembly
     */
    record Kind<M extends Message, T>(
            ResourceType type,
            M empty,
            Function<M, String> nameOf,
            Function<M, Candidate<T>> candidate,
            Function<Update<T>, Outcome> apply) {}

    /**
     * Opens a source; {@link Subscription#start} begins.
     *
     * @param scope where the stats of the subscription stand
     * @throws IOException if it is a file and is not there, or cannot be watched
     */
    <M extends Message, T> Subscription open(ConfigSourceSpec source, Kind<M, T> kind, Scope scope) throws IOException {
        Subscription made =
                source.origin() instanceof FileSource file ? ofFile(file, kind, scope) : ofPlane(source, kind, scope);
        opened.add(made);
        return made;
    }

    private <M extends Message, T> Subscription ofFile(FileSource file, Kind<M, T> kind, Scope scope)
            throws IOException {
        return new FileSubscription<>(
                file,
                fileSetting(),
                new FileSubscription.Consumer<>(kind.empty(), kind.candidate(), kind.apply()),
                scope);
    }

    private <M extends Message, T> Subscription ofPlane(ConfigSourceSpec source, Kind<M, T> kind, Scope scope)
            throws IOException {
        XdsMux mux = muxes.find(source.origin(), kind.type(), scope)
                .orElseThrow(() -> new IOException("there is no dynamic_resources.ads_config"));
        return new CollectionSubscription<>(
                kind.type(),
                mux,
                new CollectionSubscription.Setting(setting.main(), source.initialFetchTimeoutMs(), scope),
                new CollectionSubscription.Target<>(
                        reader(kind.empty(), kind.nameOf()), kind.candidate(), kind.apply()));
    }

    /** Reads resources of one type. */
    <M extends Message> ResourceReader<M> reader(M empty, Function<M, String> nameOf) {
        return new ResourceReader<>(empty, nameOf, setting.options().dynamicFields(), unknownFields);
    }

    /** What all file subscriptions share. */
    FileSubscription.Setting fileSetting() throws IOException {
        FileWatch now = watch;
        if (now == null) {
            now = new FileWatch("file watch");
            watch = now;
        }
        return new FileSubscription.Setting(
                setting.main(), now, setting.options().dynamicFields());
    }

    /** All that were opened. */
    List<Subscription> opened() {
        return opened;
    }

    @Override
    public void close() {
        opened.forEach(Subscription::close);
        if (watch != null) {
            watch.close();
        }
    }
}
