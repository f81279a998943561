package dev.slipway.access;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every call and page that there is, as the classes say. */
final class Routes {
    private Routes() {}

    /** One method of one resource. */
    record Route(Method method, String verb, String template) {
        @Nullable Act act() {
            var needs = method.getAnnotation(Needs.class);
            return needs == null ? null : needs.value();
        }

        boolean open() {
            return method.isAnnotationPresent(OpenToAll.class);
        }

        boolean forPrograms() {
            return template.startsWith("/api/");
        }

        /** With these values in place of the parameters, {@code x} for all others. */
        String address(Map<String, String> values) {
            var address = template;
            for (var value : values.entrySet()) {
                address = address.replace("{" + value.getKey() + "}", value.getValue());
            }
            return address.replaceAll("\\{[^}]+}", "x");
        }

        @Override
        public String toString() {
            return verb + " " + template;
        }
    }

    static List<Route> all() {
        var routes = new ArrayList<Route>();
        var classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.slipway");
        for (var found : classes) {
            if (found.isAnnotatedWith(Path.class)) {
                var type = found.reflect();
                var root = type.getAnnotation(Path.class).value();
                for (var method : type.getDeclaredMethods()) {
                    verb(method).ifPresent(verb -> routes.add(new Route(method, verb, joined(root, method))));
                }
            }
        }
        return routes;
    }

    private static java.util.Optional<String> verb(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
                .filter(java.util.Objects::nonNull)
                .map(HttpMethod::value)
                .findFirst();
    }

    private static String joined(String root, Method method) {
        var own = method.getAnnotation(Path.class);
        return ("/" + root + "/" + (own == null ? "" : own.value()))
                .replaceAll("/+", "/")
                .replaceFirst("(.)/$", "$1");
    }
}
