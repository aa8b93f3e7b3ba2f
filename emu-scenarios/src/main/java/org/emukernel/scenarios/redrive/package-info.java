/** Does the calls of a recording again on emulated machines, one for each strategy. */
@NullMarked
package org.emukernel.scenarios.redrive;

import org.jspecify.annotations.NullMarked;
