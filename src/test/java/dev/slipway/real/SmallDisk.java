package dev.slipway.real;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A file system of a few megabytes that can be filled up and broken. Only root can make one. */
public final class SmallDisk implements AutoCloseable {
    private final Path at;
    private final String device;

    private SmallDisk(Path at, String device) {
        this.at = at;
        this.device = device;
    }

    /** Mounts an ext4 of so many megabytes over this folder; the test is skipped where that is not allowed. */
    public static SmallDisk mount(Path at, int megabytes) throws IOException, InterruptedException {
        assumeTrue(System.getProperty("user.name", "").equals("root"), "only root can mount a small disk");
        Path image = at.resolveSibling(at.getFileName() + ".img");
        Files.createDirectories(at);
        try (var file = new java.io.RandomAccessFile(image.toFile(), "rw")) {
            file.setLength((long) megabytes << 20);
        }
        assumeTrue(run("mkfs.ext4", "-q", "-m", "0", image.toString()).isEmpty(), "mkfs.ext4 is missing");
        String device = run("losetup", "--find", "--show", image.toString()).strip();
        assumeTrue(device.startsWith("/dev/loop"), "no loop devices here: " + device);
        String said = run("mount", "-o", "errors=remount-ro", device, at.toString());
        if (!said.isEmpty()) {
            run("losetup", "-d", device);
        }
        assumeTrue(said.isEmpty(), "mounting is not allowed here: " + said);
        return new SmallDisk(at, device);
    }

    /** Takes the last block. */
    public void fill() throws IOException {
        for (int size : new int[] {1 << 16, 1 << 12, 1}) {
            try (OutputStream out = Files.newOutputStream(at.resolve("filler-" + size))) {
                byte[] piece = new byte[size];
                while (true) {
                    out.write(piece);
                }
            } catch (IOException _) {
                // full, for pieces of this size
            }
        }
    }

    /** Gives the room back. */
    public void free() throws IOException {
        try (Stream<Path> files = Files.list(at)) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().startsWith("filler-")) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Makes the kernel find an error: from now on nothing can be written. */
    public void breakDown() throws IOException {
        String name = Path.of(device).getFileName().toString();
        Path trigger = Path.of("/sys/fs/ext4", name, "trigger_fs_error");
        assumeTrue(Files.exists(trigger), "this kernel cannot inject errors");
        Files.writeString(trigger, "1");
    }

    @Override
    public void close() throws IOException {
        try {
            if (!run("umount", at.toString()).isEmpty()) {
                run("umount", "-l", at.toString());
            }
            run("losetup", "-d", device);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static String run(String... command) throws IOException, InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor(30, TimeUnit.SECONDS);
            return said;
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
