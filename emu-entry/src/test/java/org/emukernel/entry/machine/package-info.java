/** Whole emulated CPUs that run the entry code. */
@NullMarked
package org.emukernel.entry.machine;

import org.jspecify.annotations.NullMarked;
