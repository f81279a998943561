package dev.slipway;

import org.junit.platform.suite.api.ExcludePackages;
import org.junit.platform.suite.api.IncludeTags;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** All tests of the whole application that are not in {@link PeopleSuite}. */
@Suite
@SelectPackages("dev.slipway")
@ExcludePackages({PeopleSuite.ACCESS, PeopleSuite.API, PeopleSuite.DASHBOARD})
@IncludeTags(PeopleSuite.WHOLE_APPLICATION)
final class FleetsSuite {}
