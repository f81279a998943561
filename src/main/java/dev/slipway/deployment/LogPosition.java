package dev.slipway.deployment;

/**
 * Up to where a job's output is in the log.
 *
 * @param job its id on the node
 * @param generation of the node's log
 * @param offset bytes of that generation that were taken
 */
public record LogPosition(String job, int generation, long offset) {}
