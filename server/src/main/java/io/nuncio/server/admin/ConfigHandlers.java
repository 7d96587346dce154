package io.nuncio.server.admin;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.nuncio.control.dump.ConfigDump;
import java.util.function.Predicate;

/** {@code /config_dump}, {@code /init_dump}, {@code /certs}: what was configured and what it waits for. */
final class ConfigHandlers {

    private final AdminSubject subject;

    private ConfigHandlers(AdminSubject subject) {
        this.subject = subject;
    }

    static void addTo(AdminTable table, AdminSubject subject) {
        ConfigHandlers handlers = new ConfigHandlers(subject);
        table.read(
                "/config_dump",
                "dump current Envoy configs",
                handlers::configDump,
                AdminParameter.text("resource", "The resource to dump"),
                AdminParameter.text(
                        "mask",
                        "The mask to apply. When both resource and mask are specified, the mask is applied to every"
                                + " element in the desired repeated field so that only a subset of fields are returned."
                                + " The mask is parsed as a Protobuf::FieldMask"),
                AdminParameter.text(
                        "name_regex",
                        "Dump only the currently loaded configurations whose names match the specified regex. Can be"
                                + " used with both resource and mask query parameters."),
                AdminParameter.flag(
                        "include_eds",
                        "Dump currently loaded configuration including EDS. See the response definition for more"
                                + " information"));
        table.read(
                "/init_dump",
                "dump current Envoy init manager information (experimental)",
                handlers::initDump,
                AdminParameter.text(
                        "mask",
                        "The desired component to dump unready targets. The mask is parsed as a Protobuf::FieldMask."
                                + " For example, get the unready targets of all listeners with"
                                + " /init_dump?mask=listener`"));
        table.read("/certs", "print certs on machine", request -> AdminResponse.json(certs()));
    }

    private AdminResponse configDump(AdminRequest request) {
        Predicate<String> names = name -> true;
        String regex = request.first("name_regex").orElse("");
        if (!regex.isEmpty()) {
            try {
                Pattern pattern = Pattern.compile(regex);
                names = pattern::matches;
            } catch (PatternSyntaxException e) {
                return AdminResponse.refused(
                        400,
                        "INVALID_ARGUMENT: Error while parsing name_regex from " + regex + ": " + Regexes.complaint(e));
            }
        }
        ConfigDump.Answer answer = subject.configDump(new ConfigDump.Query(
                request.first("resource").filter(each -> !each.isEmpty()),
                request.first("mask").filter(each -> !each.isEmpty()),
                names,
                request.has("include_eds")));
        return answer.status() == 200
                ? AdminResponse.json(answer.text())
                : AdminResponse.refused(answer.status(), answer.text());
    }

    private AdminResponse initDump(AdminRequest request) {
        boolean listenersOnly =
                request.first("mask").filter(mask -> !mask.equals("listener")).isEmpty();
        Json json = new Json().open('{');
        if (!subject.unready().isEmpty() && listenersOnly) {
            json.key("unready_targets_dumps").open('[');
            subject.unready().asMap().forEach((owner, targets) -> {
                json.open('{').key("name").text(owner).key("target_names").open('[');
                targets.forEach(json::text);
                json.close(']').close('}');
            });
            json.close(']');
        }
        return AdminResponse.json(json.close('}') + "\n");
    }

    /** Transport sockets do not know of certificates yet. */
    private static String certs() {
        return new Json().open('{').key("certificates").open('[').close(']').close('}') + "\n";
    }
}
