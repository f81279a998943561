/** The one way to addresses that people or payloads give: looked at first, then reached, within limits. */
@NullMarked
package dev.slipway.outside;

import org.jspecify.annotations.NullMarked;
