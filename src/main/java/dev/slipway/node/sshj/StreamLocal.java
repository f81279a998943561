package dev.slipway.node.sshj;

import java.io.IOException;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.connection.Connection;
import net.schmizz.sshj.connection.channel.direct.AbstractDirectChannel;

/** A connection to a unix socket of the server: OpenSSH's {@code direct-streamlocal@openssh.com}. */
final class StreamLocal extends AbstractDirectChannel {
    private final String path;

    private StreamLocal(Connection connection, String path) {
        super(connection, "direct-streamlocal@openssh.com");
        this.path = path;
    }

    static StreamLocal open(SSHClient client, String path) throws IOException {
        var channel = new StreamLocal(client.getConnection(), path);
        channel.open();
        return channel;
    }

    /** The path, and two words that OpenSSH reserves. */
    @Override
    protected SSHPacket buildOpenReq() {
        return super.buildOpenReq().putString(path).putString("").putUInt32(0);
    }
}
