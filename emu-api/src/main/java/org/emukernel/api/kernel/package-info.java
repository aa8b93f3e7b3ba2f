/**
 * Kernel routines: what Linux writes in C, as state machines whose every step is one unit of
 * interleaving.
 */
@NullMarked
package org.emukernel.api.kernel;

import org.jspecify.annotations.NullMarked;
