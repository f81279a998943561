package dev.slipway.release.source;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/**
 * Git without the settings of this machine and its user: they could lead an address elsewhere ({@code insteadOf}), and
 * JGit would start a {@code git} to find them.
 */
final class NoSystemConfig extends SystemReader.Delegate {
    private NoSystemConfig(SystemReader machine) {
        super(machine);
    }

    static synchronized void install() {
        if (!(SystemReader.getInstance() instanceof NoSystemConfig)) {
            SystemReader.setInstance(new NoSystemConfig(SystemReader.getInstance()));
        }
    }

    @Override
    public FileBasedConfig openUserConfig(Config parent, FS fs) {
        return new Empty(parent, fs);
    }

    @Override
    public FileBasedConfig openSystemConfig(Config parent, FS fs) {
        return new Empty(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(Config parent, FS fs) {
        return new Empty(parent, fs);
    }

    private static final class Empty extends FileBasedConfig {
        Empty(Config parent, FS fs) {
            super(parent, null, fs);
        }

        @Override
        public void load() {
            // There is no file.
        }

        @Override
        public void save() {
            // There is no file.
        }

        @Override
        public boolean isOutdated() {
            return false;
        }
    }
}
