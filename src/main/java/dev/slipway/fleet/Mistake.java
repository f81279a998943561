package dev.slipway.fleet;

/**
 * One mistake in a document that a person wrote.
 *
 * @param line 1-based line in the document; 0 when no line can be named
 * @param field the path to the field, e.g. {@code nodes[1].host}
 * @param problem what is wrong and what would be right
 */
public record Mistake(int line, String field, String problem) {}
