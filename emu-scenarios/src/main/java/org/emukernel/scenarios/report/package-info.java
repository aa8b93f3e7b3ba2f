/** What runs and replays found out, as tables for people and as JSON for programs. */
@NullMarked
package org.emukernel.scenarios.report;

import org.jspecify.annotations.NullMarked;
