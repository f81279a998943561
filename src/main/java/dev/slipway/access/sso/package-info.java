/** Talks OpenID Connect with the provider of single sign-on, and believes only what it has signed. */
@NullMarked
package dev.slipway.access.sso;

import org.jspecify.annotations.NullMarked;
