/** What the rows of a sweep come to: means, their confidence, and which differences are real. */
@NullMarked
package org.emukernel.scenarios.stats;

import org.jspecify.annotations.NullMarked;
