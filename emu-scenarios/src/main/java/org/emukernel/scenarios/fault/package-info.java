/** Faults that a scenario can plant in the kernel, so that the monitors have something to find. */
@NullMarked
package org.emukernel.scenarios.fault;

import org.jspecify.annotations.NullMarked;
