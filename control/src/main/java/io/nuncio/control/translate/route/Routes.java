package io.nuncio.control.translate.route;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.RedirectAction;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.nuncio.control.translate.Place;
import io.nuncio.proxy.spec.route.BodySpec;
import io.nuncio.proxy.spec.route.DirectResponseSpec;
import io.nuncio.proxy.spec.route.PathRewriteSpec;
import io.nuncio.proxy.spec.route.RedirectSpec;
import io.nuncio.proxy.spec.route.RouteActionSpec;
import io.nuncio.proxy.spec.route.RouteSpec;
import io.nuncio.proxy.spec.route.RouteSpec.Decorator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** Envoy's {@code Route}, its redirects and direct responses. */
final class Routes {

    private Routes() {}

    static RouteSpec read(Route message, Levels levels, OptionalLong bufferBytesMax, Place place) {
        RouteSpec.Details details = new RouteSpec.Details(
                message.getStatPrefix(),
                io.nuncio.control.translate.Metadatas.read(message.getMetadata()),
                FilterConfigs.read(message.getTypedPerFilterConfigMap(), place),
                message.hasDecorator()
                        ? Optional.of(new Decorator(
                                message.getDecorator().getOperation(),
                                !message.getDecorator().hasPropagate()
                                        || message.getDecorator().getPropagate().getValue()))
                        : Optional.empty(),
                bufferBytesMax(message, bufferBytesMax));
        return new RouteSpec(
                message.getName(),
                RouteMatches.read(message.getMatch(), place.at("match")),
                action(message, levels, place),
                Mutations.requests(message, place),
                Mutations.responses(message, place),
                details);
    }

    private static RouteActionSpec action(Route message, Levels levels, Place place) {
        return switch (message.getActionCase()) {
            case ROUTE ->
                Forwards.read(
                        message.getRoute(),
                        message.getMatch().hasPathMatchPolicy()
                                ? message.getMatch().getPathMatchPolicy()
                                : null,
                        levels,
                        place.at("route"));
            case REDIRECT -> redirect(message.getRedirect(), place.at("redirect"));
            case DIRECT_RESPONSE -> direct(message.getDirectResponse(), levels, place.at("direct_response"));
            case NON_FORWARDING_ACTION, FILTER_ACTION -> new RouteActionSpec.None();
            case ACTION_NOT_SET -> {
                place.error("has no action");
                yield new RouteActionSpec.None();
            }
        };
    }

    @SuppressWarnings("deprecation") // old forms are still in use
    private static OptionalLong bufferBytesMax(Route message, OptionalLong above) {
        if (message.hasRequestBodyBufferLimit()) {
            return OptionalLong.of(message.getRequestBodyBufferLimit().getValue());
        }
        return message.hasPerRequestBufferLimitBytes()
                ? OptionalLong.of(Integer.toUnsignedLong(
                        message.getPerRequestBufferLimitBytes().getValue()))
                : above;
    }

    private static RedirectSpec redirect(RedirectAction message, Place place) {
        PathRewriteSpec rewrite = switch (message.getPathRewriteSpecifierCase()) {
            case PREFIX_REWRITE -> Rewritings.prefix(message.getPrefixRewrite());
            case REGEX_REWRITE -> Rewritings.path(message.getRegexRewrite(), place.at("regex_rewrite"));
            default -> PathRewriteSpec.NONE;
        };
        return new RedirectSpec(
                message.getHttpsRedirect() ? "https" : message.getSchemeRedirect(),
                message.getHostRedirect(),
                message.getPortRedirect(),
                message.getPathRedirect(),
                rewrite,
                message.getStripQuery(),
                switch (message.getResponseCode()) {
                    case FOUND -> 302;
                    case SEE_OTHER -> 303;
                    case TEMPORARY_REDIRECT -> 307;
                    case PERMANENT_REDIRECT -> 308;
                    default -> RedirectSpec.STATUS_DEFAULT;
                });
    }

    private static DirectResponseSpec direct(DirectResponseAction message, Levels levels, Place place) {
        byte[] body = message.hasBody() ? body(message.getBody(), place.at("body")) : new byte[0];
        if (body.length > levels.bodyBytesMax()) {
            place.error("body", "response body size is " + body.length + " bytes; maximum is " + levels.bodyBytesMax());
        }
        return new DirectResponseSpec(message.getStatus(), BodySpec.of(body));
    }

    private static byte[] body(DataSource message, Place place) {
        return switch (message.getSpecifierCase()) {
            case INLINE_STRING -> message.getInlineStringBytes().toByteArray();
            case INLINE_BYTES -> message.getInlineBytes().toByteArray();
            case ENVIRONMENT_VARIABLE -> environment(message.getEnvironmentVariable(), place);
            case FILENAME -> file(message.getFilename(), place);
            case SPECIFIER_NOT_SET -> new byte[0];
        };
    }

    private static byte[] environment(String name, Place place) {
        String value = System.getenv(name);
        if (value == null) {
            place.error("environment_variable", "Environment variable doesn't exist: " + name);
            return new byte[0];
        }
        return ByteString.copyFromUtf8(value).toByteArray();
    }

    private static byte[] file(String name, Place place) {
        try {
            return Files.readAllBytes(Path.of(name));
        } catch (NoSuchFileException e) {
            place.error("filename", "file " + name + " does not exist");
        } catch (IOException e) {
            place.error("filename", "unable to read file: " + name + ": " + e.getMessage());
        }
        return new byte[0];
    }
}
