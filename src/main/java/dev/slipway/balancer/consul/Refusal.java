package dev.slipway.balancer.consul;

import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.WebApi;
import dev.slipway.balancer.WebApi.Answer;

/** What to make of an answer that says no; Consul says it in plain text. */
final class Refusal {
    private static final int SERVER_ERROR = 500;

    private Refusal() {}

    static BalancerException of(WebApi api, Answer answer, String tried, String service) {
        if (answer.body().contains("Unknown service")) { // 404, and 500 before Consul 1.7
            return api.refused(
                    tried,
                    answer,
                    "Its agent no longer has it: register it again there. DeregisterCriticalServiceAfter removes a"
                            + " service whose own check stays critical, as during a long deployment: make it longer",
                    false);
        }
        return switch (answer.status()) {
            case 401, 403 ->
                api.refused(
                        tried,
                        answer,
                        "Put a token that Consul knows into the file that the field token names, with the policy "
                                + policy(service),
                        false);
            case 429 -> api.refused(tried, answer, "Wait; the agent limits requests", true);
            default ->
                answer.status() >= SERVER_ERROR
                        ? api.refused(tried, answer, "Look at this agent and whether its cluster has a leader", true)
                        : api.refused(
                                tried, answer, "Is this endpoint a Consul agent, and reached by its scheme?", false);
        };
    }

    /** What a token needs. */
    static String policy(String service) {
        return "service \"" + service + "\" { policy = \"write\" } node_prefix \"\" { policy = \"read\" }";
    }
}
