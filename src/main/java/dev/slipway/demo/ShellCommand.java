package dev.slipway.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;

/** A command that came over SSH: runs under {@code sh} in the login's home, as with a real server. */
final class ShellCommand implements Command {
    private static final int BUFFER = 32 * 1024;
    private static final long MILLIS_FOR_LAST_OUTPUT = 2_000;
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private final String text;
    private final Path home;
    private @Nullable InputStream in;
    private @Nullable OutputStream out;
    private @Nullable OutputStream err;
    private @Nullable ExitCallback exit;

    ShellCommand(String text, Path home) {
        this.text = text;
        this.home = home;
    }

    @Override
    public void setInputStream(InputStream stream) {
        in = stream;
    }

    @Override
    public void setOutputStream(OutputStream stream) {
        out = stream;
    }

    @Override
    public void setErrorStream(OutputStream stream) {
        err = stream;
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
        exit = callback;
    }

    @Override
    public void start(ChannelSession channel, Environment ignored) throws IOException {
        var builder = new ProcessBuilder(shell()).directory(home.toFile());
        var environment = builder.environment();
        environment.keySet().retainAll(List.of("PATH", "LANG", "TZ"));
        environment.putIfAbsent("PATH", "/usr/local/bin:/usr/bin:/bin");
        environment.put("HOME", home.toString());
        environment.put("SHELL", "/bin/sh");
        var process = builder.start();
        thread("in", () -> copy(Objects.requireNonNull(in), process.getOutputStream(), true));
        var said = thread("out", () -> copy(process.getInputStream(), Objects.requireNonNull(out), false));
        var complained = thread("err", () -> copy(process.getErrorStream(), Objects.requireNonNull(err), false));
        thread("end", () -> end(process, said, complained));
    }

    /** A session of its own, so that Ctrl-C at the demo's terminal does not reach it. */
    private List<String> shell() {
        return Files.isExecutable(SETSID)
                ? List.of(SETSID.toString(), "/bin/sh", "-c", text)
                : List.of("/bin/sh", "-c", text);
    }

    /** Output that a detached child could still write is not waited for. */
    private void end(Process process, Thread said, Thread complained) {
        int code;
        try {
            code = process.waitFor();
            said.join(MILLIS_FOR_LAST_OUTPUT);
            complained.join(MILLIS_FOR_LAST_OUTPUT);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            code = 255;
        }
        Objects.requireNonNull(exit).onExit(code);
    }

    /** The channel is gone; the process is not ended, only its input, as with a real server. */
    @Override
    public void destroy(ChannelSession channel) {
        // The thread that reads the channel sees its end and closes the process's input.
    }

    /** Not virtual: there are few, and they would block the carriers that the engine's threads need. */
    private static Thread thread(String what, Runnable work) {
        return Thread.ofPlatform().daemon().name("demo-ssh-" + what).start(work);
    }

    private static void copy(InputStream from, OutputStream to, boolean close) {
        var buffer = new byte[BUFFER];
        try {
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                to.write(buffer, 0, n);
                to.flush();
            }
        } catch (IOException _) {
            // One of the two ended first; the other notices.
        }
        if (close) {
            try {
                to.close();
            } catch (IOException _) {
                // It ended first.
            }
        }
    }
}
