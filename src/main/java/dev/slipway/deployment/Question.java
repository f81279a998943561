package dev.slipway.deployment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a held deployment asks a person.
 *
 * @param id unique in the deployment; an answer to another one is stale
 * @param node whom it concerns; null: the whole deployment
 */
public record Question(String id, String text, @Nullable String node, List<Choice> choices) {
    public Question {
        choices = List.copyOf(choices);
    }
}
