package dev.slipway;

import org.junit.platform.suite.api.IncludePackages;
import org.junit.platform.suite.api.IncludeTags;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * Tests of the whole application that concern people and programs: who they are, what they see, and ask. They have a
 * JVM of their own: Surefire gives a JVM one class after the other, and Quarkus would start anew for each (its issue
 * 43979), but a suite is one class.
 */
@Suite
@SelectPackages("dev.slipway")
@IncludePackages({PeopleSuite.ACCESS, PeopleSuite.API, PeopleSuite.DASHBOARD})
@IncludeTags(PeopleSuite.WHOLE_APPLICATION)
final class PeopleSuite {
    static final String ACCESS = "dev.slipway.access";
    static final String API = "dev.slipway.api";
    static final String DASHBOARD = "dev.slipway.dashboard";
    static final String WHOLE_APPLICATION = "io.quarkus.test.junit.QuarkusTest";
}
