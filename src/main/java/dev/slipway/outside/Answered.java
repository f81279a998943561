package dev.slipway.outside;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Something was answered, but not what was asked for, also after some tries where a try may help. */
public final class Answered extends IOException {
    private final int status;
    private final transient Map<String, String> headers;
    private final String said;

    Answered(int status, Map<String, String> headers, String said) {
        super("It answered " + status);
        this.status = status;
        this.headers = headers;
        this.said = said;
    }

    /** E.g. 404. */
    public int status() {
        return status;
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The beginning of the body. It is a stranger's text: look for words in it, do not pass it on. */
    public String said() {
        return said;
    }
}
