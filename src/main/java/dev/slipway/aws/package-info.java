/** What everything that asks AWS needs: as whom and where it is asked, and what its refusals mean. */
@NullMarked
package dev.slipway.aws;

import org.jspecify.annotations.NullMarked;
