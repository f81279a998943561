/** Servers of AWS: those of a target group, those with a tag, those of an Auto Scaling group. */
@NullMarked
package dev.slipway.discovery.aws;

import org.jspecify.annotations.NullMarked;
