/** What people and programs are told about deployments: follows the journals from outside, with an outbox. */
@NullMarked
package dev.slipway.notice;

import org.jspecify.annotations.NullMarked;
