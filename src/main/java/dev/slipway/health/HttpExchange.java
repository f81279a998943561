package dev.slipway.health;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/** One GET over a socket that is already connected, with every length bounded. */
final class HttpExchange {
    static final int MOST_BODY_BYTES = 64 * 1024;

    private static final int MOST_INTERIM_ANSWERS = 5;
    private static final Http1Config BOUNDS = Http1Config.custom()
            .setMaxLineLength(8 * 1024)
            .setMaxHeaderCount(100)
            .setMaxEmptyLineCount(1)
            .build();

    /** Named, because a connection that makes its own parser gives it no bounds: endless headers then fill the heap. */
    private static final DefaultHttpResponseParserFactory PARSERS = new DefaultHttpResponseParserFactory(BOUNDS);

    private HttpExchange() {}

    /**
     * What was answered.
     *
     * @param response for its headers; its body is already read
     */
    record Answer(int status, ClassicHttpResponse response, String body) {
        Optional<String> header(String name) {
            var header = response.getFirstHeader(name);
            return header == null ? Optional.empty() : Optional.ofNullable(header.getValue());
        }
    }

    /** The caller closes the socket, also to end this when it takes too long. */
    static Answer get(Socket socket, String host, String path) throws IOException {
        try {
            // Not closed: that would only close the socket, which the caller does.
            @SuppressWarnings("resource")
            var connection = new DefaultBHttpClientConnection(BOUNDS, null, null, null, null, null, PARSERS);
            connection.bind(socket);
            var request = new BasicClassicHttpRequest("GET", path);
            request.setHeader(HttpHeaders.HOST, host);
            request.setHeader(HttpHeaders.USER_AGENT, "Slipway");
            request.setHeader(HttpHeaders.ACCEPT, "*/*");
            request.setHeader(HttpHeaders.CONNECTION, "close");
            connection.sendRequestHeader(request);
            connection.flush();
            var response = finalAnswer(connection);
            connection.receiveResponseEntity(response);
            var entity = response.getEntity();
            var body = entity == null ? "" : read(entity.getContent());
            return new Answer(response.getCode(), response, body);
        } catch (HttpException e) {
            throw new IOException("no valid HTTP answer: " + e.getMessage(), e);
        }
    }

    private static ClassicHttpResponse finalAnswer(DefaultBHttpClientConnection connection)
            throws IOException, HttpException {
        for (var i = 0; i < MOST_INTERIM_ANSWERS; i++) {
            var response = connection.receiveResponseHeader();
            if (response == null) {
                throw new IOException("the connection was closed without an answer");
            }
            if (response.getCode() >= 200) {
                return response;
            }
        }
        throw new IOException("nothing but interim answers (1xx)");
    }

    private static String read(InputStream content) throws IOException {
        var bytes = content.readNBytes(MOST_BODY_BYTES + 1);
        if (bytes.length > MOST_BODY_BYTES) {
            throw new IOException("answers more than 64 KiB; a health check needs a short answer");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
