package dev.slipway.dashboard;

import io.quarkus.qute.RawString;

/**
 * Turns a log line from a server into safe HTML: colours become one of sixteen classes, every other escape is dropped,
 * and what remains is escaped.
 */
final class Ansi {
    /** Longer lines end here on the page; the raw log has them whole. */
    private static final int LONGEST = 4_000;

    private static final char ESCAPE = 0x1b;
    private static final char BELL = 0x07;
    private static final char CSI = 0x9b;

    private final String text;
    private final StringBuilder html = new StringBuilder();
    private int at;
    private int colour = -1;
    private boolean bold;
    private boolean open;

    private Ansi(String text) {
        this.text = text;
    }

    static RawString html(String text) {
        return new RawString(new Ansi(text).convert());
    }

    private String convert() {
        while (at < text.length() && html.length() < LONGEST) {
            var c = text.charAt(at++);
            if (c == ESCAPE) {
                escape();
            } else if (c == CSI) {
                controlSequence();
            } else {
                print(c);
            }
        }
        close();
        if (at < text.length()) {
            html.append("…");
        }
        return html.toString();
    }

    private void escape() {
        if (at >= text.length()) {
            return;
        }
        switch (text.charAt(at++)) {
            case '[' -> controlSequence();
            case ']', 'P', 'X', '^', '_' -> skipString();
            case ' ', '#', '%', '(', ')', '*', '+', '-', '.', '/' -> at = Math.min(at + 1, text.length());
            default -> {
                // A two-character escape: nothing left to drop.
            }
        }
    }

    /** Operating system commands and their like run up to a bell or ESC \. */
    private void skipString() {
        while (at < text.length()) {
            var c = text.charAt(at++);
            if (c == BELL) {
                return;
            }
            if (c == ESCAPE) {
                at = Math.min(at + 1, text.length());
                return;
            }
        }
    }

    private void controlSequence() {
        var start = at;
        while (at < text.length() && (text.charAt(at) < 0x40 || text.charAt(at) > 0x7e)) {
            at++;
        }
        if (at < text.length() && text.charAt(at++) == 'm') {
            style(text.substring(start, at - 1));
        }
    }

    private void style(String parameters) {
        close();
        var rest = parameters;
        while (true) {
            var semicolon = rest.indexOf(';');
            var code = semicolon < 0 ? rest : rest.substring(0, semicolon);
            // 38 and 48 bring a palette of their own, with more numbers behind them that mean something else.
            if (code.equals("38") || code.equals("48")) {
                return;
            }
            apply(code);
            if (semicolon < 0) {
                return;
            }
            rest = rest.substring(semicolon + 1);
        }
    }

    private void apply(String code) {
        switch (code) {
            case "", "0", "00" -> {
                colour = -1;
                bold = false;
            }
            case "1", "01" -> bold = true;
            case "22" -> bold = false;
            case "39" -> colour = -1;
            default -> {
                if (code.length() == 2 && Character.isDigit(code.charAt(1))) {
                    var digit = code.charAt(1) - '0';
                    if (code.charAt(0) == '3' && digit < 8) {
                        colour = digit;
                    } else if (code.charAt(0) == '9' && digit < 8) {
                        colour = 8 + digit;
                    }
                }
            }
        }
    }

    private void print(char c) {
        if (c == '\r') {
            c = ' ';
        }
        if ((c < ' ' && c != '\t') || (c >= 0x7f && c <= 0x9f) || turnsDirection(c)) {
            return;
        }
        if (!open && (colour >= 0 || bold)) {
            html.append("<span class=\"");
            if (colour >= 0) {
                html.append('c').append(colour);
            }
            html.append(bold ? " bo\">" : "\">");
            open = true;
        }
        switch (c) {
            case '<' -> html.append("&lt;");
            case '>' -> html.append("&gt;");
            case '&' -> html.append("&amp;");
            case '"' -> html.append("&quot;");
            case '\'' -> html.append("&#39;");
            default -> html.append(c);
        }
    }

    /** Characters that make the eye read something else than what is there. */
    private static boolean turnsDirection(char c) {
        return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    }

    private void close() {
        if (open) {
            html.append("</span>");
            open = false;
        }
    }
}
