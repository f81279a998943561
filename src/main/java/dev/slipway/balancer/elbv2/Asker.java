package dev.slipway.balancer.elbv2;

import java.util.List;

/**
 * For whom AWS is asked.
 *
 * @param balancer its name in the fleet document
 * @param groups all that it has, for the permissions that it needs
 */
record Asker(String balancer, List<String> groups) {}
