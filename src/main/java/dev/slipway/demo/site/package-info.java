/** The small web application that the demo's nodes run; it goes into the demo's releases and needs the JDK alone. */
@NullMarked
package dev.slipway.demo.site;

import org.jspecify.annotations.NullMarked;
