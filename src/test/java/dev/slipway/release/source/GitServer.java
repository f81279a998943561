package dev.slipway.release.source;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

/** A repository in memory, served over Git's smart HTTP on loopback. */
public final class GitServer implements AutoCloseable {
    private final InMemoryRepository repository = new InMemoryRepository(new DfsRepositoryDescription("shop"));
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final DirCache tree = DirCache.newInCore();

    /** An empty one. */
    public GitServer() throws IOException {
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

    /** Puts a file into the next commit. */
    public GitServer file(String path, String content) throws IOException {
        return entry(path, FileMode.REGULAR_FILE, content);
    }

    GitServer program(String path, String content) throws IOException {
        return entry(path, FileMode.EXECUTABLE_FILE, content);
    }

    GitServer link(String path, String to) throws IOException {
        return entry(path, FileMode.SYMLINK, to);
    }

    GitServer submodule(String path) {
        put(path, FileMode.GITLINK, ObjectId.fromString("1234567890123456789012345678901234567890"));
        return this;
    }

    private GitServer entry(String path, FileMode mode, String content) throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            put(path, mode, inserter.insert(Constants.OBJ_BLOB, content.getBytes(StandardCharsets.UTF_8)));
            inserter.flush();
        }
        return this;
    }

    private void put(String path, FileMode mode, ObjectId id) {
        var entry = new DirCacheEntry(path);
        entry.setFileMode(mode);
        entry.setObjectId(id);
        DirCacheBuilder builder = tree.builder();
        for (int i = 0; i < tree.getEntryCount(); i++) {
            if (!tree.getEntry(i).getPathString().equals(path)) {
                builder.add(tree.getEntry(i));
            }
        }
        builder.add(entry);
        builder.finish();
    }

    /** Makes a commit and lets a ref point to it. */
    public String commit(String ref, String message) throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            var commit = new CommitBuilder();
            commit.setTreeId(tree.writeTree(inserter));
            commit.setAuthor(new PersonIdent(
                    "Ada Lovelace", "ada@example.com", Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC));
            commit.setCommitter(commit.getAuthor());
            commit.setMessage(message);
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            point(ref, id.getName());
            return id.getName();
        }
    }

    void point(String ref, String id) throws IOException {
        var update = repository.updateRef(ref);
        update.setNewObjectId(ObjectId.fromString(id));
        update.forceUpdate();
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
            var pack = new UploadPack(repository);
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
        repository.close();
    }
}
