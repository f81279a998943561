package dev.slipway.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A row of bars as a drawing.
 *
 * @param top what the highest bar stands for, in words
 */
record Bars(List<Bar> bars, int width, String top) {
    static final int HEIGHT = 64;
    private static final int STEP = 12;
    private static final int BAR = 9;

    /**
     * One bar; its lower part is {@code height - marked}, its upper part what is marked.
     *
     * @param title what it says when it is pointed at
     */
    record Bar(String x, String y, String height, String markedHeight, String title) {}

    /** What a bar is made from; {@code marked} of {@code value} are drawn in the colour of trouble. */
    record Value(double value, double marked, String title) {}

    static Bars of(List<Value> values, String top) {
        var highest = values.stream().mapToDouble(Value::value).max().orElse(0);
        var bars = new ArrayList<Bar>();
        for (var i = 0; i < values.size(); i++) {
            var value = values.get(i);
            var height = highest == 0 ? 0 : value.value() / highest * (HEIGHT - 4);
            // Something that is there is seen, however small beside the highest.
            var drawn = value.value() > 0 ? Math.max(2, height) : 0;
            var marked = value.value() == 0 ? 0 : drawn * value.marked() / value.value();
            bars.add(new Bar(
                    Integer.toString(i * STEP), number(HEIGHT - drawn), number(drawn), number(marked), value.title()));
        }
        return new Bars(bars, Math.max(1, values.size()) * STEP - (STEP - BAR), top);
    }

    public int height() {
        return HEIGHT;
    }

    public int bar() {
        return BAR;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
