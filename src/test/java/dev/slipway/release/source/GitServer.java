package dev.slipway.release.source;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

/** A repository in memory, served over Git's smart HTTP on loopback. */
public final class GitServer extends GitCommits implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    /** An empty one. */
    public GitServer() throws IOException {
        super(new InMemoryRepository(new DfsRepositoryDescription("shop")));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/shop.git", this::serve);
        server.start();
    }

    /** Where it is. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/shop.git";
    }

    /** What was asked, with the credentials that came along. */
    List<String> requests() {
        return requests;
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            boolean asked = exchange.getRequestURI().getPath().endsWith("/info/refs");
            exchange.getResponseHeaders()
                    .set("Content-Type", "application/x-git-upload-pack-" + (asked ? "advertisement" : "result"));
            InputStream in = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                    ? new GZIPInputStream(exchange.getRequestBody())
                    : exchange.getRequestBody();
            exchange.sendResponseHeaders(200, 0);
            var pack = new UploadPack(repository());
            pack.setBiDirectionalPipe(false);
            if (asked) {
                var out = new PacketLineOut(exchange.getResponseBody());
                out.writeString("# service=git-upload-pack\n");
                out.end();
                pack.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(out));
            } else {
                pack.upload(in, exchange.getResponseBody(), null);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
        repository().close();
    }
}
