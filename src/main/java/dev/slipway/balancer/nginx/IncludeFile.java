package dev.slipway.balancer.nginx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The text of an include file with the servers of one upstream, one on a line. */
record IncludeFile(List<String> lines) {
    /** Begins like a server and may be one that was written otherwise than line by line. */
    private static final Pattern SERVER = Pattern.compile("(^|.*[;{}])\\s*server(\\s.*|$)");

    IncludeFile {
        lines = List.copyOf(lines);
    }

    /** A text that cannot be changed line by line. */
    static final class Strange extends Exception {
        private static final long serialVersionUID = 1;

        Strange(String message) {
            super(message);
        }
    }

    static IncludeFile parse(String text) throws Strange {
        var file = new IncludeFile(List.of(text.split("\n", -1)));
        var addresses = new ArrayList<String>();
        for (var i = 0; i < file.lines.size(); i++) {
            var line = file.lines.get(i);
            var server = ServerLine.parse(line);
            if (server.isPresent()) {
                if (addresses.contains(server.get().address())) {
                    throw new Strange("line " + (i + 1) + ": " + server.get().address() + " is there twice");
                }
                addresses.add(server.get().address());
            } else if (SERVER.matcher(line.replaceFirst("#.*", "")).matches() || line.indexOf('\uFFFD') >= 0) {
                throw new Strange("line " + (i + 1) + " is not one whole \"server ADDRESS …;\" in UTF-8");
            }
        }
        return file;
    }

    List<ServerLine> servers() {
        return lines.stream().map(ServerLine::parse).flatMap(Optional::stream).toList();
    }

    Optional<ServerLine> server(String address) {
        return servers().stream().filter(s -> s.address().equals(address)).findFirst();
    }

    /** Whether no other server is up. */
    boolean lastUp(String address) {
        return servers().stream().allMatch(s -> s.down() || s.address().equals(address));
    }

    /** With another line for this server, and every other line as it was. */
    IncludeFile with(ServerLine changed) {
        return new IncludeFile(lines.stream()
                .map(line -> ServerLine.parse(line)
                        .filter(server -> server.address().equals(changed.address()))
                        .map(server -> changed.toString())
                        .orElse(line))
                .toList());
    }

    String text() {
        return String.join("\n", lines);
    }
}
