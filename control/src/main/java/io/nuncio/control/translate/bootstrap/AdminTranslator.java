package io.nuncio.control.translate.bootstrap;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.Any;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.envoyproxy.envoy.config.bootstrap.v3.Admin;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.extensions.access_loggers.file.v3.FileAccessLog;
import io.nuncio.control.translate.Addresses;
import io.nuncio.control.translate.Place;
import io.nuncio.control.translate.StringMatches;
import io.nuncio.proxy.spec.Address;
import io.nuncio.proxy.spec.bootstrap.AdminSpec;
import io.nuncio.proxy.spec.match.StringMatchSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The administration. */
final class AdminTranslator {

    private AdminTranslator() {}

    static Optional<AdminSpec> read(Bootstrap message, Place bootstrap) {
        if (!message.hasAdmin()) {
            return Optional.empty();
        }
        Admin admin = message.getAdmin();
        Place place = bootstrap.at("admin");
        Optional<Address> address = admin.hasAddress()
                ? Optional.ofNullable(Addresses.read(admin.getAddress(), Addresses.Names.IP_ONLY, place.at("address")))
                : Optional.empty();
        ImmutableList.Builder<StringMatchSpec> paths = ImmutableList.builder();
        for (int i = 0; i < admin.getAllowPathsCount(); i++) {
            StringMatchSpec path = StringMatches.read(admin.getAllowPaths(i), place.at("allow_paths", i));
            if (path != null) {
                paths.add(path);
            }
        }
        return Optional.of(new AdminSpec(
                address,
                place.accessLogMessages("access_log", logs(admin)),
                admin.getProfilePath().isEmpty() ? AdminSpec.PROFILE_PATH_DEFAULT : admin.getProfilePath(),
                admin.getIgnoreGlobalConnLimit(),
                paths.build()));
    }

    /** The deprecated path stands for a file access log after the others. */
    @SuppressWarnings("deprecation") // taken from the samples of many years
    private static List<AccessLog> logs(Admin admin) {
        List<AccessLog> logs = new ArrayList<>(admin.getAccessLogList());
        if (!admin.getAccessLogPath().isEmpty()) {
            logs.add(AccessLog.newBuilder()
                    .setName("envoy.access_loggers.file")
                    .setTypedConfig(Any.pack(FileAccessLog.newBuilder()
                            .setPath(admin.getAccessLogPath())
                            .build()))
                    .build());
        }
        return logs;
    }
}
