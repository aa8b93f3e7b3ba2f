/**
 * The simulator: CPUs in virtual time, interrupts in flight, and what it all cost the isolated
 * CPUs.
 */
@NullMarked
package org.emukernel.scenarios.sim;

import org.jspecify.annotations.NullMarked;
