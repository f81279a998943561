/** Notices: the outbox against receivers that behave, misbehave and vanish. */
@NullMarked
package dev.slipway.notice;

import org.jspecify.annotations.NullMarked;
