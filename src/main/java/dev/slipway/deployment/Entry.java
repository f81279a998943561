package dev.slipway.deployment;

import java.time.Instant;

/**
 * One numbered line of a deployment's journal.
 *
 * @param number from 1, without gaps
 * @param epoch under which it was written; 0 before the first ownership
 */
public record Entry(long number, Instant at, long epoch, Event event) {}
